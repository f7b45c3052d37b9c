import { aboutStep, type Check, type GraphProblem, type Lint } from "./problem";
import { nearest } from "../nearest";
import type { GraphNode } from "../graph";
import type { Step, Target } from "../flow";
import type { Span } from "../text";

const RESERVED: ReadonlySet<string> = new Set(["name", "next", "input", "index", "cmd"]);

/** Names that a flow needs for itself: `check_reserved_words`. */
export const checkReserved: Check = ({ nodes }) =>
  nodes
    .filter((node) => RESERVED.has(node.name))
    .map(({ step }) =>
      aboutStep(
        "graph/reserved-step-name",
        "check_reserved_words",
        step,
        `'${step.name}' means something else on a flow: give this step another name.`,
      ),
    );

/** Lower case ASCII, digits and underscores: `check_step_names`. */
export const checkNames: Check = ({ nodes }) =>
  nodes
    .filter((node) => /[^a-z0-9_]/u.test(node.name) || node.name.startsWith("_"))
    .map(({ step }) =>
      aboutStep(
        "graph/step-name",
        "check_step_names",
        step,
        `Step names are made of lower case letters a-z, digits and underscores, and begin with none: ${otherName(step.name)}.`,
      ),
    );

function otherName(name: string): string {
  const legal = legalName(name);
  return legal === null ? "give this step another name" : `call it '${legal}'`;
}

/** Null: no letter of it can be written with a-z, or not all of them. */
function legalName(name: string): string | null {
  const latin = name.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
  if (/[^\0-\x7f]/u.test(latin)) return null;
  const words = latin.replace(/([a-z0-9])([A-Z])/gu, "$1_$2").toLowerCase();
  const legal = words.replace(/[^a-z0-9_]+/gu, "_").replace(/^_+/u, "");
  return legal === "" ? null : legal;
}

/** `self`, and `inputs` on a join: `check_num_args`. */
export const checkArguments: Check = (lint) =>
  lint.nodes.flatMap((node) => {
    const problem = argumentProblem(node);
    if (problem === null) return [];
    const [rule, message] = problem;
    // The end step with two arguments is already told not to be a join.
    const consequence = node.kind === "end" && node.step.positionalCount === 2;
    const more = { span: node.step.parametersSpan, consequence };
    return [aboutStep(rule, "check_num_args", node.step, message, more)];
  });

function argumentProblem(node: GraphNode): [GraphProblem["rule"], string] | null {
  const count = node.step.positionalCount;
  if (count === 0) {
    return [
      "graph/missing-self",
      `Step '${node.name}' takes no 'self': write def ${node.name}(self).`,
    ];
  }
  if (count > 2) {
    return [
      "graph/too-many-arguments",
      `A step takes only 'self', a join 'self' and 'inputs'; '${node.name}' takes ${count}. Pass data as attributes of self.`,
    ];
  }
  if (count === 2 && node.kind !== "join") return ["graph/join-and-split", joinAndSplit(node)];
  return null;
}

function joinAndSplit(node: GraphNode): string {
  const arrives = `'${node.name}' takes 'inputs', so it is a join`;
  if (node.outgoing.length === 0 || node.kind === null || node.kind === "end") {
    return `${arrives}, and a join must lead to exactly one step with self.next(self.step).`;
  }
  return `${arrives}, and a join cannot branch as well: let it lead to one new step that branches.`;
}

/** Every step but the last says where to go: `check_static_transitions`. */
export const checkMissingNext: Check = (lint) => {
  const without = lint.nodes.filter(
    (node) =>
      node.kind !== "end" && node.step.transition.form === "none" && !mayBeTheEnd(lint, node),
  );
  // Without an end, the only step that leads nowhere is most likely meant to be it.
  const consequence = lint.graph.end === null && without.length === 1;
  return without.map(({ step }) => {
    const strays = strayCalls(lint.text, step.span);
    const advice = missingNextAdvice(lint.text, step, strays.length > 0);
    const related = strays.map((span) => ({ span, message: "Not read by Metaflow here." }));
    return aboutStep(
      "graph/missing-next",
      "check_static_transitions",
      step,
      `Step '${step.name}' does not say which step follows: ${advice}.`,
      { related, consequence },
    );
  });
};

function missingNextAdvice(text: string, step: Step, stray: boolean): string {
  if (stray) {
    return "its self.next(...) must be the last statement of the method, on its own and not inside a block or a return";
  }
  const { start, end } = step.parametersSpan;
  const first = /^\(\s*(\w+)/u.exec(text.slice(start, end))?.[1] ?? "self";
  const body = text.slice(end, step.span.end);
  return first !== "self" && body.includes(`${first}.next(`)
    ? `Metaflow reads only self.next(...), so the first argument must be called 'self', not '${first}'`
    : "add self.next(self.another_step) as its last statement";
}

/** With an unseen base class, a lone `end` could get its mark from there. */
function mayBeTheEnd({ flow }: Lint, node: GraphNode): boolean {
  const { end, unsure } = node.step.stepDecorator;
  return flow.partial && (node.name === "end" || end || unsure);
}

/** Lines of the step that begin with a call of `self.next`, wherever it stands. */
function strayCalls(text: string, { start, end }: Span): Span[] {
  const body = text.slice(start, end);
  const calls = body.matchAll(/^([ \t]+(?:return[ \t]+|await[ \t]+)?)(self\.next)[ \t]*\(/gmu);
  return [...calls].slice(0, 3).map((match) => {
    const from = start + match.index + (match[1] ?? "").length;
    return { start: from, end: from + (match[2] ?? "").length };
  });
}

/** A `self.next(...)` in none of the forms that exist: `check_valid_transitions`. */
export const checkInvalidNext: Check = ({ nodes }) =>
  nodes.flatMap((node) => {
    const { transition } = node.step;
    if (node.kind === "end" || transition.form !== "invalid") return [];
    const message = `Metaflow does not take this self.next(): ${lowerFirst(transition.problem)}`;
    return [
      aboutStep("graph/invalid-next", "check_valid_transitions", node.step, message, {
        span: transition.span,
      }),
    ];
  });

/** For the middle of a sentence; a word that is code already begins small. */
function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** Distances are looked up for so many unknown names; a longer list is no typing mistake. */
const MOST_SUGGESTIONS = 40;

/** Targets that are no step: `check_unknown_transitions`. */
export const checkUnknownSteps: Check = ({ flow, graph, nodes }) => {
  if (flow.partial) return [];
  const names = [...graph.nodes.keys()];
  const problems: GraphProblem[] = [];
  for (const node of nodes) {
    const { transition } = node.step;
    if (transition.form === "none") continue;
    for (const target of transition.targets) {
      if (graph.nodes.has(target.name)) continue;
      const candidates = problems.length < MOST_SUGGESTIONS ? names : [];
      problems.push(unknownStep(node, target, candidates));
    }
  }
  return problems;
};

function unknownStep(node: GraphNode, target: Target, names: readonly string[]): GraphProblem {
  const others = names.filter((name) => name !== node.name);
  const close = nearest(target.name, others);
  const advice =
    close === null ? "add it with @step, or name one that exists" : `did you mean '${close}'?`;
  return aboutStep(
    "graph/unknown-step",
    "check_unknown_transitions",
    node.step,
    `This flow has no step '${target.name}': ${advice}${close === null ? "." : ""}`,
    {
      span: target.span,
      ...(close !== null && {
        fix: { title: `Change to '${close}'`, span: target.span, text: close },
      }),
    },
  );
}
