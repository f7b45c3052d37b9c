import type { Edit, Fix } from "../../finding";
import type { Flow, Step } from "../../flow";
import type { FlowGraph, GraphNode } from "../../graph";
import {
  belowStep,
  bodyOf,
  fixOf,
  indentAt,
  insertion,
  lineBreak,
  lineEndAfter,
  lineStartOf,
  ownSteps,
} from "./places";

/** The code that a fix is made for, and the step that the problem names. */
export interface Patient {
  readonly graph: FlowGraph;
  readonly flow: Flow;
  readonly text: string;
  readonly step: Step;
}

/** Adds `self.next(self.b)` as the last line of a step, with the likeliest step to follow. */
export function addNext(patient: Patient): Fix | null {
  const { text, step } = patient;
  const next = likelyNext(patient);
  const edit = next === null ? null : appended(step, text, `self.next(self.${next})`);
  return edit && fixOf(`Go on to '${next ?? ""}' with self.next()`, [edit]);
}

/** A statement at the end of a step's body; null where there is no place for it. */
export function appended(step: Step, text: string, statement: string): Edit | null {
  const body = bodyOf(step, text);
  const header = text.slice(step.parametersSpan.start, step.parametersSpan.end);
  if (body === null || !/^\(\s*self\b/u.test(header)) return null;
  if (hasStrayCall(text, body.start, step.span.end)) return null;
  if (body.indent === null) return insertion(step.span.end, `; ${statement}`);
  const only = text.slice(body.start, step.span.end).trim();
  if (only === "pass" || only === "...") {
    return { span: { start: body.start, end: body.start + only.length }, text: statement };
  }
  const below = belowStep(step, text);
  return below === null ? null : insertion(below, lineBreak(text) + body.indent + statement);
}

/** A call that is there but in the wrong place must be moved by who knows what was meant. */
function hasStrayCall(text: string, start: number, end: number): boolean {
  return /^[ \t]*(?:return[ \t]+|await[ \t]+)?self\.next[ \t]*\(/mu.test(text.slice(start, end));
}

/**
 * The step that most likely follows: below it, one that nothing leads to yet; else where the other
 * branches of its split lead; else the next in the file that is no such branch; else the end.
 */
export function likelyNext({ graph, flow, step }: Patient): string | null {
  const nodes = [...graph.nodes.values()];
  const led = new Set(nodes.flatMap(({ outgoing }) => outgoing));
  const written = ownSteps(flow);
  const below = written.slice(written.indexOf(step) + 1).map(({ name }) => name);
  const possible = (name: string): boolean => name !== step.name && name !== graph.start;
  const branches = new Set(
    nodes
      .filter(({ kind, outgoing }) => kind !== "split-switch" && outgoing.includes(step.name))
      .flatMap(({ outgoing }) => outgoing),
  );
  const beyond = (name: string): boolean => possible(name) && !branches.has(name);
  const beside = nodes
    .filter(({ name, kind }) => branches.has(name) && name !== step.name && kind === "linear")
    .flatMap(({ outgoing }) => outgoing);
  return (
    below.find((name) => possible(name) && !led.has(name) && name !== graph.end) ??
    beside.find((name) => beyond(name) && graph.nodes.has(name)) ??
    below.find(beyond) ??
    (graph.end === step.name ? null : graph.end)
  );
}

/** Takes the `self.next()` out of the last step. */
export function removeNext({ step, text }: Patient): Fix | null {
  const { transition } = step;
  const body = bodyOf(step, text);
  if (transition.form === "none" || body === null) return null;
  const { start, end } = transition.span;
  const title = "Remove this self.next()";
  const lineEnd = lineEndAfter(text, end);
  const alone = indentAt(text, start) !== null && text.slice(end, lineEnd).trim() === "";
  if (!alone || body.start === start) return { title, span: transition.span, text: "pass" };
  // With its line, and the line break before it, which an empty step below would miss otherwise.
  const lineStart = lineStartOf(text, start);
  const before = text.startsWith("\r\n", lineStart - 2) ? 2 : 1;
  return { title, span: { start: lineStart - before, end: lineEnd }, text: "" };
}

/** `self.next({"a": self.b}, condition="c")` → `self.next(self.b)`. */
export function plainNext({ step }: Patient): Fix | null {
  const { transition } = step;
  const [only] = "targets" in transition ? transition.targets : [];
  if (transition.form !== "switch" || only === undefined) return null;
  const call = `self.next(self.${only.name})`;
  return { title: `Write ${call}`, span: transition.span, text: call };
}

/** `def a():` → `def a(self):`. */
export function addSelf({ step, text }: Patient): Fix | null {
  const { start, end } = step.parametersSpan;
  const inside = text.slice(start + 1, end - 1).trim();
  return fixOf("Add 'self'", [insertion(start + 1, inside === "" ? "self" : "self, ")]);
}

/** `def a(self):` → `def a(self, inputs):`; null when it takes more, or something unusual. */
export function inputsEdit(node: GraphNode, text: string): Edit | null {
  const { parametersSpan, positionalCount } = node.step;
  const written = text.slice(parametersSpan.start, parametersSpan.end);
  const match = /^\(\s*self\s*(,?)\s*\)$/u.exec(written);
  if (match === null || positionalCount !== 1) return null;
  return { span: parametersSpan, text: "(self, inputs)" };
}

/** `def a(self, inputs):` → `def a(self):`, where the body does not speak of them. */
export function removeInputs({ step, text }: Patient): Fix | null {
  const { parametersSpan, span, positionalCount } = step;
  const written = text.slice(parametersSpan.start, parametersSpan.end);
  const inputs = /^\(\s*self\s*,\s*(\w+)\s*,?\s*\)$/u.exec(written)?.[1];
  if (inputs === undefined || positionalCount !== 2) return null;
  const body = text.slice(parametersSpan.end, span.end);
  if (new RegExp(`\\b${inputs}\\b`, "u").test(body)) return null;
  return { title: `Remove '${inputs}'`, span: parametersSpan, text: "(self)" };
}
