import type { Fix } from "../../finding";
import type { Patient } from "./transitions";
import {
  breakAt,
  fixOf,
  indentAt,
  insertion,
  lineBreak,
  lineEndAfter,
  lineStartOf,
} from "./places";

/** Moves `@step` down to its `def`. */
export function moveStep({ step, text }: Omit<Patient, "graph">): Fix | null {
  const { start, end } = step.stepDecorator.span;
  const lineEnd = lineEndAfter(text, end);
  const indent = indentAt(text, start);
  const below = defLine(text, step.nameSpan.start);
  if (indent === null || below === null || below <= lineEnd) return null;
  const from = lineStartOf(text, start);
  const eol = breakAt(text, lineEnd) || lineBreak(text);
  const line = text.slice(from, lineEnd);
  const removed = { span: { start: from, end: lineEnd + eol.length }, text: "" };
  return fixOf("Move @step down to its def", [removed, insertion(below, line + eol)]);
}

/** Where the line with `def` begins, the name being on it. */
function defLine(text: string, name: number): number | null {
  const start = lineStartOf(text, name);
  return /^[ \t]*(?:async[ \t]+)?def[ \t]+$/u.test(text.slice(start, name)) ? start : null;
}
