import type { SyntaxProblem } from "../flow";
import { sharedEnds, type SharedEnds } from "../text";
import { LineScanner } from "./lineScanner";

/** What a logical line starts with; `clause` continues a compound statement (`else`, `except` …). */
export type LineKind = "decorator" | "def" | "class" | "block" | "clause" | "import" | "simple";

/**
 * One logical line of Python: a simple statement list, a decorator or a compound statement's header.
 * An edit further up moves it in place: only the scanner may do that.
 */
export interface LogicalLine {
  /** Offset of the first physical line. */
  start: number;
  /** Offset of the first token. */
  code: number;
  /** Offset after the last token; a trailing comment is left out. */
  end: number;
  /** Column of the first token as Python counts it: tabs go to multiples of eight. */
  readonly indent: number;
  readonly kind: LineKind;
  /** The code of the last token's last unit. */
  readonly last: number;
  /** What is open or closed wrongly in this line. */
  problem: SyntaxProblem | null;
  /** False while the problem might be a strange but valid line (it is not, once a `def` follows). */
  readonly certain: boolean;
  /**
   * A place to keep what this line's text means. It goes with the line when an edit elsewhere moves
   * it, so whatever is kept in it must not depend on the line's place. Most lines are never asked.
   */
  memo: object | null;
}

export interface Scan {
  readonly text: string;
  readonly lines: readonly LogicalLine[];
  /** The first place that Python certainly cannot parse, as far as brackets and quotes tell. */
  readonly problem: SyntaxProblem | null;
  /** How many lines have a problem. */
  readonly flawed: number;
  /** Something stays open up to the end of the text; such a scan cannot be continued. */
  readonly openEnded: boolean;
  /** What the text shares with that of the scan that this one continues; null when it continues none. */
  readonly shared: SharedEnds | null;
  /** Which lines are those of the scan before, text between them included: the first `before`, and from `after` on. */
  readonly kept: { readonly before: number; readonly after: number };
}

/** No line is known from before. */
const NOTHING_KEPT = { before: 0, after: Infinity };

/**
 * Cuts Python text into logical lines. Brackets and triple quotes that never close are ended at the
 * next line that can only be a new statement, so damage stays where it is. With the scan of an
 * earlier version of the text, only the lines around the edit are read again; that scan is used up.
 */
export function scanLines(text: string, previous?: Scan): Scan {
  if (previous?.text === text) return previous;
  if (previous && !previous.openEnded) {
    const continued = continueScan(text, previous);
    if (continued) return continued;
  }
  return fullScan(text);
}

function fullScan(text: string): Scan {
  const scanner = new LineScanner(text, false);
  const lines = readAll(scanner);
  const problem = firstProblem(lines);
  // With a stray triple quote every string after it is inside out: read all of it by the strict rule.
  const read = scanner.openTripleQuote ? readAll(new LineScanner(text, true)) : lines;
  return {
    text,
    lines: read,
    problem: firstProblem(read) ?? problem,
    flawed: flawsOf(read),
    openEnded: scanner.strict,
    shared: null,
    kept: NOTHING_KEPT,
  };
}

function readAll(scanner: LineScanner): LogicalLine[] {
  const lines: LogicalLine[] = [];
  for (let line = scanner.next(); line; line = scanner.next()) lines.push(line);
  return lines;
}

function flawsOf(lines: readonly LogicalLine[]): number {
  let count = 0;
  for (const { problem } of lines) if (problem !== null) count++;
  return count;
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
function continueScan(text: string, previous: Scan): Scan | null {
  const shared = sharedEnds(previous.text, text);
  const { prefix, suffix } = shared;
  const delta = text.length - previous.text.length;
  const old = previous.lines;
  const first = Math.max(0, firstLineAfter(old, prefix) - 2);
  const scanner = new LineScanner(text, false, first === 0 ? 0 : (old[first]?.start ?? 0));
  const fresh: LogicalLine[] = [];
  let resume = firstLineAfter(old, previous.text.length - suffix);
  let line = scanner.next();
  for (; line && !scanner.strict; line = scanner.next()) {
    while (startOf(old, resume) + delta < line.start) resume++;
    if (startOf(old, resume) + delta === line.start) break;
    fresh.push(line);
  }
  if (scanner.strict) return null;
  const replaced = old.slice(first, line ? resume : old.length);
  const flawed = previous.flawed - flawsOf(replaced) + flawsOf(fresh);
  const lines = spliced(old, first, replaced.length, fresh, delta);
  const problem = flawed === 0 ? null : firstProblem(lines);
  const kept = { before: first, after: first + fresh.length };
  return { text, lines, problem, flawed, openEnded: false, shared, kept };
}

/** Where a line starts; beyond the last one, nowhere. */
function startOf(lines: readonly LogicalLine[], index: number): number {
  return lines[index]?.start ?? Infinity;
}

/** The lines of a scan that is used up, with others in place of some; those below move. */
function spliced(
  lines: readonly LogicalLine[],
  first: number,
  count: number,
  fresh: readonly LogicalLine[],
  delta: number,
): readonly LogicalLine[] {
  const below = lines.slice(first + count);
  if (delta !== 0) for (const line of below) move(line, delta);
  return lines.slice(0, first).concat(fresh, below);
}

/** In place: a new object for each of 50,000 lines would cost more than all the rest of an edit. */
function move(line: LogicalLine, delta: number): void {
  line.start += delta;
  line.code += delta;
  line.end += delta;
  if (!line.problem) return;
  const { span, message } = line.problem;
  line.problem = { span: { start: span.start + delta, end: span.end + delta }, message };
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
