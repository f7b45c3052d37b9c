import { scanLines } from "../../runtime/core/python/lines";
import { parseStatement } from "../../runtime/core/python/syntax";
import type { LineMap } from "../../runtime/core/text";

/** Text to put at an offset. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/**
 * Where a comment silences a rule for the line of an offset: behind the line's code, else on a line
 * of its own above it. Null where either would get into a text or behind a continuing backslash.
 */
export function ignoreComment(
  rule: string,
  offset: number,
  text: string,
  lines: LineMap,
): Insertion | null {
  const comment = `# flowlens: ignore[${rule}]`;
  const line = lines.lineAt(offset);
  const end = endOf(line, text, lines);
  if (takesComment(end, text)) return { offset: end, text: `  ${comment}` };
  if (line > 1 && !takesComment(endOf(line - 1, text, lines), text)) return null;
  const start = lines.startOf(line);
  const indent = /^[ \t]*/.exec(text.slice(start, end))?.[0] ?? "";
  return { offset: start, text: `${indent}${comment}\n` };
}

/** The offset after a 1-based line's last character, its line break left out. */
function endOf(line: number, text: string, lines: LineMap): number {
  const next = line < lines.lineCount ? lines.startOf(line + 1) : text.length;
  const whole = text.slice(lines.startOf(line), next);
  return lines.startOf(line) + whole.replace(/(?:\r\n|\r|\n)$/, "").length;
}

/** Whether a comment may stand at the end of a line: not in a string, not behind a backslash. */
function takesComment(end: number, text: string): boolean {
  if (text.charAt(end - 1) === "\\") return false;
  const around = scanLines(text).lines.find((line) => line.code <= end && end < line.end);
  if (around === undefined) return true;
  const tree = parseStatement(text.slice(around.code, around.end));
  for (let node: Node = tree.resolveInner(end - around.code, -1); node; node = node.parent) {
    const { name, from, to } = node;
    if (/^(?:Format)?String$/.test(name) && from < end - around.code && end - around.code < to)
      return false;
  }
  return true;
}

type Node = ReturnType<ReturnType<typeof parseStatement>["resolveInner"]> | null;
