import type { SyntaxProblem } from "../flow";
import { LineScanner } from "./lineScanner";

/** What a logical line starts with; `clause` continues a compound statement (`else`, `except` …). */
export type LineKind = "decorator" | "def" | "class" | "block" | "clause" | "import" | "simple";

/** One logical line of Python: a simple statement list, a decorator or a compound statement's header. */
export interface LogicalLine {
  /** Offset of the first physical line. */
  readonly start: number;
  /** Offset of the first token. */
  readonly code: number;
  /** Offset after the last token; a trailing comment is left out. */
  readonly end: number;
  /** Column of the first token as Python counts it: tabs go to multiples of eight. */
  readonly indent: number;
  readonly kind: LineKind;
  /** What is open or closed wrongly in this line. */
  readonly problem: SyntaxProblem | null;
  /** False while the problem might be a strange but valid line (it is not, once a `def` follows). */
  readonly certain: boolean;
}

export interface Scan {
  readonly text: string;
  readonly lines: readonly LogicalLine[];
  /** The first place that Python certainly cannot parse, as far as brackets and quotes tell. */
  readonly problem: SyntaxProblem | null;
  /** Something stays open up to the end of the text; such a scan cannot be continued. */
  readonly openEnded: boolean;
}

/**
 * Cuts Python text into logical lines. Brackets and triple quotes that never close are ended at the
 * next line that can only be a new statement, so damage stays where it is. With the scan of an
 * earlier version of the text, only the lines around the edit are read again.
 */
export function scanLines(text: string, previous?: Scan): Scan {
  if (previous?.text === text) return previous;
  if (previous && !previous.openEnded) {
    const lines = continueScan(text, previous);
    if (lines) return { text, lines, problem: firstProblem(lines), openEnded: false };
  }
  return fullScan(text);
}

function fullScan(text: string): Scan {
  const scanner = new LineScanner(text, false);
  const lines = readAll(scanner);
  const problem = firstProblem(lines);
  // With a stray triple quote every string after it is inside out: read all of it by the strict rule.
  const read = scanner.openTripleQuote ? readAll(new LineScanner(text, true)) : lines;
  return { text, lines: read, problem: firstProblem(read) ?? problem, openEnded: scanner.strict };
}

function readAll(scanner: LineScanner): LogicalLine[] {
  const lines: LogicalLine[] = [];
  for (let line = scanner.next(); line; line = scanner.next()) lines.push(line);
  return lines;
}

function firstProblem(lines: readonly LogicalLine[]): SyntaxProblem | null {
  let suspect: SyntaxProblem | null = null;
  for (const { problem, certain, kind } of lines) {
    if (suspect && (kind === "def" || kind === "class")) return suspect;
    if (!problem) continue;
    // After a doubtful end, a bracket that closes nothing may close just what seemed open.
    if (suspect && certain) return null;
    if (certain) return problem;
    suspect ??= problem;
  }
  return suspect;
}

/** Reads from the line before the edit until a line starts where one started before; null if none does. */
function continueScan(text: string, previous: Scan): LogicalLine[] | null {
  const prefix = commonPrefix(previous.text, text);
  const suffix = commonSuffix(previous.text, text, prefix);
  const delta = text.length - previous.text.length;
  const old = previous.lines;
  const first = Math.max(0, firstLineAfter(old, prefix) - 2);
  const scanner = new LineScanner(text, false, first === 0 ? 0 : (old[first]?.start ?? 0));
  const lines = old.slice(0, first);
  let resume = firstLineAfter(old, previous.text.length - suffix);
  for (let line = scanner.next(); line && !scanner.strict; line = scanner.next()) {
    while (resume < old.length && (old[resume]?.start ?? 0) + delta < line.start) resume++;
    const same = old[resume];
    if (same && same.start + delta === line.start) {
      for (const kept of old.slice(resume)) lines.push(delta === 0 ? kept : moved(kept, delta));
      return lines;
    }
    lines.push(line);
  }
  return scanner.strict ? null : lines;
}

function moved(line: LogicalLine, delta: number): LogicalLine {
  const { problem } = line;
  return {
    start: line.start + delta,
    code: line.code + delta,
    end: line.end + delta,
    indent: line.indent,
    kind: line.kind,
    problem: problem && {
      span: { start: problem.span.start + delta, end: problem.span.end + delta },
      message: problem.message,
    },
    certain: line.certain,
  };
}

/** Index of the first line that starts after `offset`. */
function firstLineAfter(lines: readonly LogicalLine[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Compares in halves: comparing slices is far quicker than a loop over characters. */
function commonPrefix(a: string, b: string): number {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (a.slice(low, middle) === b.slice(low, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  let low = 0;
  let high = Math.min(a.length, b.length) - prefix;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const same =
      a.slice(a.length - middle, a.length - low) === b.slice(b.length - middle, b.length - low);
    if (same) low = middle;
    else high = middle - 1;
  }
  return low;
}
