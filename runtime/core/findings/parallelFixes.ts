import type { GraphProblem } from "./problem";
import type { Flow, Step } from "../flow";

type Fix = NonNullable<GraphProblem["fix"]>;

/** How many tasks a gang gets when nothing says it. */
const GANG = 2;

/** Adds the edit that mends a `@parallel` step which is started, or followed, like any other. */
export function withParallelFix(problem: GraphProblem, flow: Flow, text: string): GraphProblem {
  const mend = MENDS.get(problem.rule);
  if (mend === undefined || problem.fix !== undefined) return problem;
  const step = flow.steps.find(({ name }) => name === problem.step);
  // The text is that of this file only.
  if (step === undefined || step.inheritedFrom !== null) return problem;
  const fix = mend(step, flow, text);
  return fix === null ? problem : { ...problem, fix };
}

/** `self.next(self.train)` → `self.next(self.train, num_parallel=4)`. */
function startGang(step: Step, flow: Flow, text: string): Fix | null {
  if (step.transition.form !== "linear") return null;
  const { span, targets } = step.transition;
  const target = flow.steps.find(({ name }) => name === targets[0]?.name);
  const call = text.slice(span.start, span.end);
  if (target === undefined || !call.endsWith(")") || call.includes("#")) return null;
  const number = `num_parallel=${wishedNodes(target)}`;
  const open = call.slice(0, -1).trimEnd().replace(/,$/u, "");
  return { title: `Start it with ${number}`, span, text: `${open}, ${number})` };
}

/** The number that someone gave to `@parallel` itself, which takes none. */
function wishedNodes(step: Step): number {
  const values = step.decorators
    .filter(({ name, origin }) => name === "parallel" && origin === "metaflow")
    .flatMap((decorator) => decorator.arguments.map(({ value }) => value));
  const number = values.find(({ kind }) => kind === "int");
  return number?.kind === "int" && number.value > 1 ? number.value : GANG;
}

/** Puts a join behind the gang: the last statement of the step is where the step ends. */
function joinGang(step: Step, flow: Flow, text: string): Fix | null {
  if (step.transition.form !== "linear") return null;
  const { span, targets } = step.transition;
  const [target] = targets;
  const next = flow.steps.find(({ name }) => name === target?.name);
  // A step of its own is only needed where the next one cannot become the join.
  if (target === undefined || next === undefined) return null;
  const name = freshName(`${step.name}_join`, flow);
  const inner = indentAt(text, span.start);
  const outer = indentAt(text, step.stepDecorator.span.start);
  if (inner === null || outer === null) return null;
  const lines = [
    `self.next(self.${name})`,
    "",
    `${outer}@step`,
    `${outer}def ${name}(self, inputs):`,
    `${inner}self.next(self.${target.name})`,
  ];
  return { title: `Add the join '${name}'`, span, text: lines.join(lineEnd(text)) };
}

function freshName(wished: string, flow: Flow): string {
  const taken = new Set(flow.steps.map(({ name }) => name));
  let name = wished;
  for (let i = 2; taken.has(name); i++) name = `${wished}${i}`;
  return name;
}

/** The white space before this place, null when something else stands on its line. */
function indentAt(text: string, offset: number): string | null {
  const start =
    Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const before = text.slice(start, offset);
  return before.trim() === "" ? before : null;
}

const MENDS: ReadonlyMap<string, typeof startGang> = new Map([
  ["graph/parallel-entry", startGang],
  ["graph/parallel-join", joinGang],
]);

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
