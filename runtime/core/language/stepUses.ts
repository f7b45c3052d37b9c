import type { Flow, FlowFile, Step } from "../flow";
import type { Span } from "../text";
import { flowsAround } from "./flowsAround";
import { tokensBetween, type Token } from "./tokens";

/** A place where a step is named. */
interface StepUse {
  readonly span: Span;
  /** Its `def`, an attribute of `self` (mostly in `self.next()`), or a branch of a join's `inputs`. */
  readonly kind: "definition" | "transition" | "input";
}

/** A step named at some place, in all flows of the file that share it. */
export interface NamedStep {
  readonly name: string;
  /** The name at the place asked for. */
  readonly span: Span;
  /** The flows that are tied by inheritance: a name means the same step in all of them. */
  readonly family: readonly Flow[];
  /** In source order. */
  readonly uses: readonly StepUse[];
}

/** The step whose name stands at an offset; null when no step's name does. */
export function stepNamedAt(text: string, file: FlowFile, offset: number): NamedStep | null {
  const [around] = flowsAround(text, file, offset);
  if (around === undefined) return null;
  const word = wordAt(text, offset);
  const name = text.slice(word.start, word.end);
  const family = familyOf(file, around.flow);
  // In all the family: a base class may lead to a step that only its subclasses have.
  if (!family.some(({ steps }) => steps.some((step) => step.name === name))) return null;
  const uses = usesOf(text, family, name);
  const here = uses.find(({ span }) => span.start === word.start);
  return here === undefined ? null : { name, span: here.span, family, uses };
}

/** Where the step is defined, as the flows that see this place have it. */
export function definitionsAt(text: string, file: FlowFile, offset: number): readonly Span[] {
  const named = stepNamedAt(text, file, offset);
  if (named === null) return [];
  const flows = flowsAround(text, file, offset).map(({ flow }) => flow);
  const seen = definitionsIn(flows, named.name);
  return seen.length > 0 ? seen : definitionsIn(named.family, named.name);
}

function definitionsIn(flows: readonly Flow[], name: string): readonly Span[] {
  const spans = new Map<number, Span>();
  for (const step of flows.flatMap(({ steps }) => steps)) {
    if (step.name === name) spans.set(step.nameSpan.start, step.nameSpan);
  }
  return [...spans.values()];
}

/** The flow with all that extend it, that it extends, or that share a mixin's step with it. */
function familyOf(file: FlowFile, flow: Flow): readonly Flow[] {
  const family = new Set([flow]);
  const waiting = [flow];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const other of file.flows) {
      if (family.has(other) || !related(one, other)) continue;
      family.add(other);
      waiting.push(other);
    }
  }
  return file.flows.filter((one) => family.has(one));
}

function related(a: Flow, b: Flow): boolean {
  if (a.bases.includes(b.name) || b.bases.includes(a.name)) return true;
  const starts = new Set(a.steps.map(({ span }) => span.start));
  return b.steps.some(({ span }) => starts.has(span.start));
}

function usesOf(text: string, family: readonly Flow[], name: string): readonly StepUse[] {
  const uses = new Map<number, StepUse>();
  for (const step of stepsOf(family)) {
    if (step.name === name) {
      uses.set(step.nameSpan.start, { span: step.nameSpan, kind: "definition" });
    }
    for (const use of usesIn(text, step, name)) uses.set(use.span.start, use);
  }
  for (const gap of family.flatMap(gapsOf)) {
    for (const use of attributesOf(text, gap, "self", name)) uses.set(use.span.start, use);
  }
  return [...uses.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Each step once, however many flows inherit it. */
function stepsOf(family: readonly Flow[]): readonly Step[] {
  const steps = new Map<number, Step>();
  for (const step of family.flatMap((flow) => flow.steps)) steps.set(step.span.start, step);
  return [...steps.values()];
}

/** In a step: `self.NAME` and, in a join, `inputs.NAME`. */
function usesIn(text: string, step: Step, name: string): readonly StepUse[] {
  const [self = "self", inputs] = parameterNames(text, step);
  const { start } = step.span;
  return [
    ...attributesOf(text, { start, end: step.parametersSpan.start }, "self", name),
    ...attributesOf(text, { start: step.parametersSpan.end, end: step.span.end }, self, name),
    ...(inputs === undefined
      ? []
      : attributesOf(
          text,
          { start: step.parametersSpan.end, end: step.span.end },
          inputs,
          name,
        ).map(({ span }) => ({ span, kind: "input" as const }))),
  ];
}

/** `owner.NAME`: also in f-strings, never in texts and comments. */
function attributesOf(text: string, within: Span, owner: string, name: string): StepUse[] {
  // Most steps do not name it: then there is nothing to cut into tokens.
  if (!text.slice(within.start, within.end).includes(name)) return [];
  const tokens = tokensBetween(text, within.start, within.end);
  return tokens.flatMap(({ kind, text: word, start, end }, index) =>
    kind === "word" && word === name && ownerOf(tokens, index) === owner
      ? [{ span: { start, end }, kind: "transition" as const }]
      : [],
  );
}

/** What a class has between its steps: other methods, attributes. */
function gapsOf({ span, steps }: Flow): readonly Span[] {
  const own = steps.filter((step) => span.start <= step.span.start && step.span.end <= span.end);
  const starts = [span.start, ...own.map((step) => step.span.end)];
  const ends = [...own.map((step) => step.span.start), span.end];
  return starts.map((start, index) => ({ start, end: ends[index] ?? span.end }));
}

/** The plain name before the dot before a token; null when it is none, or itself an attribute. */
function ownerOf(tokens: readonly Token[], index: number): string | null {
  const [before, owner, dot] = [tokens[index - 3], tokens[index - 2], tokens[index - 1]];
  if (dot?.text !== "." || owner?.kind !== "word") return null;
  return before?.text === "." ? null : owner.text;
}

function parameterNames(text: string, { parametersSpan }: Step): readonly string[] {
  const tokens = tokensBetween(text, parametersSpan.start + 1, parametersSpan.end);
  return tokens.flatMap(({ kind, text: word }, index) => {
    const before = tokens[index - 1]?.text;
    return kind === "word" && (before === undefined || before === ",") ? [word] : [];
  });
}

function wordAt(text: string, offset: number): Span {
  const isWord = (index: number): boolean => /[\w\u0080-\uffff]/u.test(text.charAt(index));
  let start = offset;
  let end = offset;
  while (start > 0 && isWord(start - 1)) start--;
  while (end < text.length && isWord(end)) end++;
  return { start, end };
}
