import type { SyntaxProblem } from "../flow";
import { BACKSLASH, closerOf, CR, isNewline, LF } from "./characters";

interface Level {
  /** A string's text and a format specification are read as text, all else as code. */
  readonly open: "bracket" | "string" | "replacement" | "spec";
  /** The bracket's or the quote's character. */
  readonly code: number;
  readonly start: number;
  readonly triple: boolean;
  readonly format: boolean;
  /** For `replacement` and `spec`: the string they belong to. */
  readonly string: Level | null;
}

/** How far down a wrong closer looks for its opener: a bound keeps hostile text linear. */
const CLOSER_REACH = 64;

/**
 * What is open at a place: brackets, strings, and the replacement fields of f-strings, in which
 * quotes may nest (PEP 701). Kept as an explicit stack, so depth costs no call stack.
 */
export class Nesting {
  private readonly levels: Level[] = [];

  get depth(): number {
    return this.levels.length;
  }

  private get top(): Level | undefined {
    return this.levels[this.levels.length - 1];
  }

  /** Inside a string's own characters (or a format specification), not in code. */
  get inText(): boolean {
    const open = this.top?.open;
    return open === "string" || open === "spec";
  }

  get inTripleText(): boolean {
    return this.inText && this.string()?.triple === true;
  }

  get inShortText(): boolean {
    return this.inText && this.string()?.triple === false;
  }

  push(code: number, start: number): void {
    this.levels.push({
      open: "bracket",
      code,
      start,
      triple: false,
      format: false,
      string: null,
    });
  }

  /** Opens the string whose quote is at `quote` and whose prefix starts at `start`. */
  openString(text: string, quote: number, start: number): number {
    const code = text.charCodeAt(quote);
    const triple = text.charCodeAt(quote + 1) === code && text.charCodeAt(quote + 2) === code;
    const format = /[ft]/i.test(text.slice(start, quote));
    this.levels.push({ open: "string", code, start, triple, format, string: null });
    return quote + (triple ? 3 : 1);
  }

  /** A colon right inside a replacement field starts its format specification. */
  colon(): void {
    const top = this.top;
    if (top?.open === "replacement") this.levels.push({ ...top, open: "spec" });
  }

  /** False when the bracket closes nothing. A wrong closer ends everything above its opener. */
  close(code: number): boolean {
    const { levels } = this;
    const lowest = Math.max(0, levels.length - CLOSER_REACH);
    for (let i = levels.length - 1; i >= lowest; i--) {
      const level = levels[i];
      if (!level || level.open === "string" || level.open === "spec") return false;
      if (closerOf(level.code) === code) {
        const clean = i === levels.length - 1;
        levels.length = i;
        return clean;
      }
      if (level.open === "replacement") return false;
    }
    return false;
  }

  /** Reads on in string text up to the next newline, replacement field or the string's end. */
  readText(text: string, from: number): number {
    const level = this.string();
    if (!level) return from + 1;
    const spec = this.top?.open === "spec";
    let i = from;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === BACKSLASH) i += escapeLength(text, i, level.format) - 1;
      else if (code === level.code) {
        if (!level.triple) return this.endString(i + 1);
        if (text.charCodeAt(i + 1) === code && text.charCodeAt(i + 2) === code) {
          return this.endString(i + 3);
        }
      } else if (isNewline(code)) return i;
      else if (level.format && code === 123) {
        if (!spec && text.charCodeAt(i + 1) === 123) i++;
        else return this.openReplacement(level, i);
      } else if (spec && code === 125) {
        this.levels.length -= 2;
        return i + 1;
      }
    }
    return Math.min(i, text.length);
  }

  /** Gives the innermost string up, with all that is open inside it. */
  dropString(): void {
    this.endString(0);
  }

  /** The innermost thing that is still open, in words. */
  problem(text: string): SyntaxProblem | null {
    const level = this.string() ?? this.top;
    if (!level) return null;
    const opener = String.fromCharCode(level.code);
    if (level.open !== "string") {
      const span = { start: level.start, end: level.start + 1 };
      return { span, message: `This ${opener} is never closed.` };
    }
    const closer = opener.repeat(level.triple ? 3 : 1);
    const end = text.indexOf(opener, level.start) + closer.length;
    const message = `The string that starts here has no closing ${closer}.`;
    return { span: { start: level.start, end }, message };
  }

  private openReplacement(string: Level, start: number): number {
    this.levels.push({ ...string, open: "replacement", code: 123, start, string });
    return start + 1;
  }

  private endString(next: number): number {
    while (this.levels.length > 0) {
      if (this.levels.pop()?.open === "string") break;
    }
    return next;
  }

  private string(): Level | null {
    const top = this.top;
    return top?.open === "string" ? top : (top?.string ?? null);
  }
}

/** How many characters a backslash takes with it; a replacement field may follow one directly. */
function escapeLength(text: string, backslash: number, format: boolean): number {
  const code = text.charCodeAt(backslash + 1);
  if (code === CR && text.charCodeAt(backslash + 2) === LF) return 3;
  return format && code === 123 ? 1 : 2;
}
