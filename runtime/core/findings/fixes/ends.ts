import type { Edit, Fix } from "../../finding";
import type { Step } from "../../flow";
import type { Patient } from "./transitions";
import { appended, likelyNext } from "./transitions";
import { belowStep, fixOf, insertion, lineBreak, lineStartOf } from "./places";
import { marginsOf, ownSteps, stepLines } from "./places";

/** Adds the step `end` at the end of the class; steps that lead nowhere lead to it then. */
export function addEnd({ flow, text }: Omit<Patient, "step">): Fix | null {
  const written = ownSteps(flow);
  const last = written.at(-1);
  if (last === undefined || flow.steps.some(({ name }) => name === "end")) return null;
  const open = written.filter(({ transition }) => transition.form === "none");
  const leads = open.flatMap((step) => appended(step, text, "self.next(self.end)") ?? []);
  const added = stepBelow(last, text, "end(self)", "pass");
  return added && fixOf("Add the step 'end'", [...leads, added]);
}

/** Adds the step `start` above all others; it leads to the one that nothing leads to. */
export function addStart({ flow, graph, text }: Omit<Patient, "step">): Fix | null {
  const written = ownSteps(flow);
  const [first] = written;
  if (first === undefined || flow.steps.some(({ name }) => name === "start")) return null;
  const led = new Set([...graph.nodes.values()].flatMap(({ outgoing }) => outgoing));
  const target = written.find(({ name }) => !led.has(name)) ?? first;
  const margins = marginsOf(first, text);
  if (margins === null) return null;
  const lines = stepLines(first, text, margins, "start(self)", `self.next(self.${target.name})`);
  const eol = lineBreak(text);
  const added = insertion(lineStartOf(text, first.span.start), lines.join(eol) + eol + eol);
  return fixOf("Add the step 'start'", [added]);
}

/** Adds the step that a `self.next()` names and the flow does not have. */
export function addStep(patient: Patient, name: string): Fix | null {
  const { flow, text, step } = patient;
  const isEnd = name === "end";
  const above = isEnd ? ownSteps(flow).at(-1) : step;
  const next = isEnd ? null : likelyNext(patient);
  if (above === undefined || flow.steps.some((one) => one.name === name)) return null;
  if (!isEnd && next === null) return null;
  const statement = next === null ? "pass" : `self.next(self.${next})`;
  const added = stepBelow(above, text, `${name}(self)`, statement);
  return added && fixOf(`Add the step '${name}'`, [added]);
}

/** A new step below another one, with an empty line between. */
function stepBelow(step: Step, text: string, header: string, statement: string): Edit | null {
  const margins = marginsOf(step, text);
  const below = belowStep(step, text);
  if (margins === null || below === null) return null;
  const eol = lineBreak(text);
  const lines = stepLines(step, text, margins, header, statement);
  return insertion(below, eol + eol + lines.join(eol));
}

/** A last step that joins becomes the join before a new `end`. */
export function splitOffEnd({ flow, text, step }: Patient): Fix | null {
  const { start, end } = step.stepDecorator;
  if (step.name !== "end" || start || end) return null;
  const name = flow.steps.some((one) => one.name === "join") ? "join_end" : "join";
  if (flow.steps.some((one) => one.name === name)) return null;
  const leads = appended(step, text, "self.next(self.end)");
  const added = stepBelow(step, text, "end(self)", "pass");
  if (leads === null || added === null) return null;
  const renamed = flow.steps.flatMap(({ transition }) =>
    transition.form === "none"
      ? []
      : transition.targets
          .filter((target) => target.name === "end")
          .map(({ span }) => ({ span, text: name })),
  );
  const edits = [{ span: step.nameSpan, text: name }, ...renamed, leads, added];
  return fixOf(`Make it the join '${name}' before a new 'end'`, edits);
}
