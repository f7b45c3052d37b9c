import type { Fix } from "../../finding";
import type { Step } from "../../flow";
import { fixOf, freshName, insertion, lineBreak, lineStartOf, marginsOf } from "./places";
import { importEdits } from "./imports";
import { inputsEdit, type Patient } from "./transitions";

/** How many tasks a gang gets when nothing says it. */
const GANG = 2;

/** `self.next(self.train)` → `self.next(self.train, num_parallel=4)`. */
export function startGang({ step, flow, text }: Patient): Fix | null {
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

/** Makes the step behind a gang its join, or puts a join between the two. */
export function joinGang(patient: Patient): Fix | null {
  const { step, graph, text } = patient;
  const [next] = "targets" in step.transition ? step.transition.targets : [];
  const node = graph.nodes.get(next?.name ?? "");
  if (node === undefined || step.transition.form !== "linear") return null;
  const alone = node.incoming.length === 1 && node.kind === "linear" && node.step.source === null;
  const edit = alone ? inputsEdit(node, text) : null;
  if (edit !== null) return fixOf(`Make '${node.name}' the join: add 'inputs'`, [edit]);
  return addJoin(patient, node.name, step.transition.span);
}

/** The last statement of the step is where the step ends. */
function addJoin({ step, flow, text }: Patient, next: string, span: Fix["span"]): Fix | null {
  const margins = marginsOf(step, text);
  if (margins === null) return null;
  const { outer, inner } = margins;
  const name = freshName(`${step.name}_join`, flow);
  const lines = [
    `self.next(self.${name})`,
    "",
    `${outer}@step`,
    `${outer}def ${name}(self, inputs):`,
    `${inner}self.next(self.${next})`,
  ];
  return { title: `Add the join '${name}'`, span, text: lines.join(lineBreak(text)) };
}

/** Puts `@parallel` above the step that `num_parallel=` starts. */
export function markParallel({ step, graph, text }: Patient): Fix | null {
  const [next] = "targets" in step.transition ? step.transition.targets : [];
  const target = graph.nodes.get(next?.name ?? "")?.step;
  const margins = target?.source === null ? marginsOf(target, text) : null;
  const name = importEdits("parallel", text);
  if (target === undefined || margins === null || name === null) return null;
  const line = `${margins.outer}@${name.written}${lineBreak(text)}`;
  const above = insertion(lineStartOf(text, target.span.start), line);
  return fixOf(`Add @parallel to '${target.name}'`, [above, ...name.edits]);
}
