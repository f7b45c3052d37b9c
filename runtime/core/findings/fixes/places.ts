import type { Edit, Fix } from "../../finding";
import type { Flow, Step } from "../../flow";

/** Where a step's statements stand; `indent` is null when the body is on the line of its `def`. */
export interface Body {
  readonly indent: string | null;
  /** The offset of the first statement (a docstring is one). */
  readonly start: number;
}

/** White space at the margins of a flow's steps, as the flow has it. */
export interface Margins {
  readonly outer: string;
  readonly inner: string;
}

/** From the end of the parameters to the end of the line that ends in the header's colon. */
const HEADER = /^(?:[ \t]*->[^\r\n:]*)?[ \t]*:[ \t]*/u;

/** The body of a step of the file that `text` is; null when its header is not of the usual form. */
export function bodyOf(step: Step, text: string): Body | null {
  const from = step.parametersSpan.end;
  const header = HEADER.exec(text.slice(from, from + 400));
  if (header === null) return null;
  let at = from + header[0].length;
  const inline = !/[\r\n#]/u.test(text.charAt(at)) && at < step.span.end;
  if (inline) return { indent: null, start: at };
  while (at < step.span.end) {
    const end = lineEndAfter(text, at);
    const line = text.slice(at, end);
    const code = line.search(/[^ \t]/u);
    const startsLine = isLineStart(text, at);
    if (startsLine && code !== -1 && line[code] !== "#") {
      return { indent: line.slice(0, code), start: at + code };
    }
    at = end + breakAt(text, end).length;
    if (end === text.length) break;
  }
  return null;
}

/** The steps that are written in the class itself, in order of line. */
export function ownSteps(flow: Flow): readonly Step[] {
  const { start, end } = flow.span;
  return flow.steps.filter(
    ({ span, source }) => source === null && start <= span.start && span.end <= end,
  );
}

/** The margins that a new step beside this one has; null when it begins amid a line. */
export function marginsOf(step: Step, text: string): Margins | null {
  const outer = indentAt(text, step.span.start);
  if (outer === null) return null;
  const inner = bodyOf(step, text)?.indent;
  return { outer, inner: inner ?? outer + (outer.includes("\t") ? "\t" : "    ") };
}

/** The lines of a new step, as a flow writes its own: `@step` may be `@mf.step` there. */
export function stepLines(
  like: Step,
  text: string,
  { outer, inner }: Margins,
  header: string,
  statement: string,
): readonly string[] {
  const { start, end } = like.stepDecorator.span;
  const marker = text.slice(start, end).replace(/\s*\([^]*$/u, "");
  return [`${outer}${marker}`, `${outer}def ${header}:`, `${inner}${statement}`];
}

/** The white space before this place, null when something else stands on its line. */
export function indentAt(text: string, offset: number): string | null {
  const before = text.slice(lineStartOf(text, offset), offset);
  return before.trim() === "" ? before : null;
}

export function lineStartOf(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

/** The offset of the line break after this place, or of the text's end. */
export function lineEndAfter(text: string, offset: number): number {
  const rest = /[\r\n]/gu;
  rest.lastIndex = offset;
  return rest.exec(text)?.index ?? text.length;
}

/** The line break at this place, empty at the end of the text. */
export function breakAt(text: string, offset: number): string {
  if (text.startsWith("\r\n", offset)) return "\r\n";
  const at = text.charAt(offset);
  return at === "\n" || at === "\r" ? at : "";
}

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || /[\r\n]/u.test(text.charAt(offset - 1));
}

/** How the lines of this text end. */
export function lineBreak(text: string): string {
  return breakAt(text, lineEndAfter(text, 0)) || "\n";
}

/** Where a line can be added below a step: behind a comment on its last line, if any. */
export function belowStep({ span }: Step, text: string): number | null {
  const end = lineEndAfter(text, span.end);
  return /^[ \t\f]*(?:#|$)/u.test(text.slice(span.end, end)) ? end : null;
}

export function freshName(wished: string, flow: Flow): string {
  const taken = new Set(flow.steps.map(({ name }) => name));
  let name = wished;
  for (let i = 2; taken.has(name); i++) name = `${wished}${i}`;
  return name;
}

/** One fix of several edits; what is inserted at one place is joined in the order given. */
export function fixOf(title: string, edits: readonly Edit[]): Fix | null {
  const joined = new Map<string, Edit>();
  for (const edit of edits) {
    const { span } = edit;
    const key = `${span.start} ${span.end}`;
    const known = joined.get(key);
    joined.set(key, known === undefined ? edit : { span, text: known.text + edit.text });
  }
  const [first, ...also] = joined.values();
  if (first === undefined) return null;
  return { title, ...first, ...(also.length > 0 && { also }) };
}

export function insertion(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}

/** The text with all edits of a fix made. */
export function applyFix(text: string, fix: Fix): string {
  const edits = [fix, ...(fix.also ?? [])].sort((a, b) => b.span.start - a.span.start);
  return edits.reduce(
    (now, { span, text: written }) => now.slice(0, span.start) + written + now.slice(span.end),
    text,
  );
}
