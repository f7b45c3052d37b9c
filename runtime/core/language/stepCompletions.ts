import type { Flow, FlowFile, Step } from "../flow";
import { buildGraph, type FlowGraph } from "../graph";
import type { Span } from "../text";
import { inComment } from "./call";
import type { Completion } from "./completion";
import { flowsAround } from "./flowsAround";
import { nextCallBefore } from "./nextCall";
import { stepKind } from "./stepKind";
import { statementTokens, type Token } from "./tokens";

/** The steps that the `self.next()` at the cursor can go to, the likeliest first. */
export function stepCompletions(
  text: string,
  file: FlowFile,
  offset: number,
): readonly Completion[] {
  const place = targetAt(text, offset);
  if (place === null) return [];
  const around = flowsAround(text, file, offset);
  const shown = new Set<string>();
  return around.flatMap(({ flow, step: own }) => {
    const graph = buildGraph(flow);
    return candidates(flow, graph, own, place).flatMap(({ name, doc }) => {
      const node = graph.nodes.get(name);
      if (!node || shown.has(name)) return [];
      shown.add(name);
      const insert = place.owner === null ? name : `${place.owner}.${name}`;
      const { replace } = place;
      const detail = stepKind(node);
      return [{ kind: "step", label: insert, insert, snippet: false, replace, detail, doc }];
    });
  });
}

/** Steps below the own one come first, among them those that nothing leads to yet. */
function candidates(
  flow: Flow,
  { start }: FlowGraph,
  own: Step | null,
  { taken, inSwitch }: TargetPlace,
): readonly Step[] {
  const reached = new Set(
    flow.steps.flatMap(({ name, transition }) =>
      transition.form === "none" || name === own?.name
        ? []
        : transition.targets.map((target) => target.name),
    ),
  );
  const rank = ({ name, span }: Step): number => {
    if (name === own?.name) return 3;
    if (own !== null && span.start < own.span.start) return 2;
    return reached.has(name) ? 1 : 0;
  };
  return flow.steps
    .filter(({ name }) => name !== start && (inSwitch || (name !== own?.name && !taken.has(name))))
    .sort((a, b) => rank(a) - rank(b));
}

interface TargetPlace {
  readonly replace: Span;
  /** What stands before the dot and is still to be written; null when it is there. */
  readonly owner: string | null;
  /** In the dict of a switch. */
  readonly inSwitch: boolean;
  /** The targets that the call has already. */
  readonly taken: ReadonlySet<string>;
}

/** Where in a `self.next(` the cursor stands, if a target can stand there. */
function targetAt(text: string, offset: number): TargetPlace | null {
  const call = nextCallBefore(text, offset);
  if (call === null) return null;
  const { owner, open } = call;
  const tokens = statementTokens(text, open).filter(({ embedded }) => !embedded);
  if (inComment(text, tokens, offset)) return null;
  const at = tokens.findIndex(
    ({ kind, start, end }) => kind === "word" && start < offset && offset <= end,
  );
  const before = tokens.filter(({ start }, index) => start < offset && index !== at);
  const bracket = openBracket(before, offset);
  if (bracket === null) return null;
  const word = tokens[at];
  const replace = word ? { start: word.start, end: word.end } : { start: offset, end: offset };
  const last = before.at(-1);
  const inSwitch = bracket.text === "{";
  const place = { replace, inSwitch, taken: targetsOf(tokens, owner, replace.start) };
  if (last?.text === "." && before.at(-2)?.text === owner) return { ...place, owner: null };
  const begins = inSwitch ? last?.text === ":" : last?.text === "," || last === bracket;
  return begins ? { ...place, owner } : null;
}

/** The call's own parenthesis or a dict in it, when that is the innermost open bracket. */
function openBracket(before: readonly Token[], offset: number): Token | null {
  const open: Token[] = [];
  for (const token of before) {
    if (token.kind === "string" && token.end >= offset) return null;
    if (token.kind !== "sign") continue;
    if ("([{".includes(token.text)) open.push(token);
    else if (")]}".includes(token.text)) {
      open.pop();
      if (open.length === 0) return null;
    }
  }
  const [call, inner, ...deeper] = open;
  if (call === undefined || deeper.length > 0) return null;
  if (inner === undefined) return call;
  return inner.text === "{" ? inner : null;
}

/** The names behind `self.`, but for the one at `except`. */
function targetsOf(tokens: readonly Token[], owner: string, except: number): ReadonlySet<string> {
  const names = tokens.filter(
    ({ kind, start }, index) =>
      kind === "word" &&
      start !== except &&
      tokens[index - 1]?.text === "." &&
      tokens[index - 2]?.text === owner,
  );
  return new Set(names.map(({ text }) => text));
}
