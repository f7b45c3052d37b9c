import type { SyntaxProblem } from "../flow";
import {
  BACKSLASH,
  CR,
  FORM_FEED,
  HASH,
  isBracketCloser,
  isBracketOpener,
  isNewline,
  isQuote,
  isSpace,
  isWordCode,
  LF,
  SPACE,
  TAB,
} from "./characters";
import type { LineKind, LogicalLine } from "./lines";
import { kindAt, mustBeStatement, mustStartHere, startsAfterDamage } from "./lineStart";
import { Nesting } from "./nesting";

/** Reads one logical line after the other; linear in the text, whatever the text. */
export class LineScanner {
  /** The text ended inside a triple-quoted string. */
  openTripleQuote = false;
  private position: number;
  private nesting = new Nesting();
  private lastToken = 0;
  /** The present line's first problem, and whether it is certain by itself. */
  private problem: SyntaxProblem | null = null;
  private certain = false;

  /** `strict`: also end open things at any line that is indented no deeper than its statement. */
  constructor(
    private readonly text: string,
    public strict: boolean,
    position = 0,
  ) {
    this.position = position === 0 && text.charCodeAt(0) === 0xfeff ? 1 : position;
  }

  next(): LogicalLine | null {
    const { text } = this;
    while (this.position < text.length) {
      const start = this.position;
      let indent = 0;
      let i = start;
      for (; ; i++) {
        const code = text.charCodeAt(i);
        if (code === SPACE) indent++;
        else if (code === TAB) indent = indent - (indent % 8) + 8;
        else if (code === FORM_FEED) indent = 0;
        else break;
      }
      const code = text.charCodeAt(i);
      if (i < text.length && code !== HASH && !isNewline(code)) {
        return this.readLine(start, i, indent);
      }
      this.position = afterLine(text, i);
    }
    return null;
  }

  private readLine(start: number, code: number, indent: number): LogicalLine {
    const kind = kindAt(this.text, code);
    this.problem = null;
    this.certain = false;
    if (!this.readTokens(code, indent, kind)) {
      // The text ended inside this line: read it, and what follows, again with the stronger rule.
      this.strict = true;
      this.readTokens(code, indent, kind);
    }
    const { problem, certain, lastToken } = this;
    const last = this.text.charCodeAt(lastToken - 1);
    return { start, code, end: lastToken, indent, kind, last, problem, certain, memo: null };
  }

  /** Consumes the logical line's tokens; false if the text ended while something was open. */
  private readTokens(code: number, indent: number, kind: LineKind): boolean {
    const { text } = this;
    this.nesting = new Nesting();
    const { nesting } = this;
    this.lastToken = code;
    let i = code;
    while (i < text.length) {
      if (nesting.inText) {
        const next = nesting.readText(text, i);
        if (next > i) {
          this.lastToken = i = next;
          continue;
        }
      }
      const at = text.charCodeAt(i);
      if (isNewline(at)) {
        i = afterLine(text, i);
        if (!this.endsAt(i, indent, kind)) continue;
        this.position = i;
        return true;
      }
      i = this.readCode(i, at);
    }
    this.position = text.length;
    if (nesting.inShortText) this.dropShortString();
    if (nesting.depth === 0) return true;
    this.openTripleQuote ||= nesting.inTripleText;
    this.complain(nesting.problem(text), true);
    return this.strict;
  }

  /** One token (or space) at `i`; answers the offset to go on from. */
  private readCode(i: number, code: number): number {
    const { text, nesting } = this;
    if (isSpace(code)) return i + 1;
    if (code === HASH) return endOfLine(text, i);
    if (code === BACKSLASH && isNewline(text.charCodeAt(i + 1))) return afterLine(text, i + 1);
    if (isWordCode(code)) i = this.readWord(i);
    else if (isQuote(code)) i = nesting.openString(text, i, i);
    else {
      if (isBracketOpener(code)) nesting.push(code, i);
      else if (isBracketCloser(code)) this.close(code, i);
      else if (code === 58) nesting.colon();
      i++;
    }
    this.lastToken = i;
    return i;
  }

  private readWord(start: number): number {
    const { text } = this;
    let end = start + 1;
    while (end < text.length && isWordCode(text.charCodeAt(end))) end++;
    const prefixes = end - start <= 2 && isQuote(text.charCodeAt(end));
    return prefixes && /^[rbuft]+$/i.test(text.slice(start, end))
      ? this.nesting.openString(text, end, start)
      : end;
  }

  private close(code: number, start: number): void {
    if (this.nesting.close(code)) return;
    const span = { start, end: start + 1 };
    this.complain({ span, message: `This ${String.fromCharCode(code)} closes nothing.` }, true);
  }

  /** Whether the logical line ends before `next`, by rule or because what is open must be damage. */
  private endsAt(next: number, indent: number, kind: LineKind): boolean {
    const { text, nesting, strict } = this;
    if (nesting.inShortText) this.dropShortString();
    if (nesting.depth === 0) return true;
    if (next >= text.length) return false;
    const inString = nesting.inTripleText;
    const certain = !inString && mustBeStatement(text, next);
    const forced =
      certain ||
      (!inString && mustStartHere(text, next, indent, kind)) ||
      (strict && startsAfterDamage(text, next, indent, inString));
    if (forced) this.complain(nesting.problem(text), certain || strict);
    return forced;
  }

  private dropShortString(): void {
    this.complain(this.nesting.problem(this.text), true);
    this.nesting.dropString();
  }

  private complain(problem: SyntaxProblem | null, certain: boolean): void {
    if (this.problem) return;
    this.problem = problem;
    this.certain = certain;
  }
}

function endOfLine(text: string, i: number): number {
  while (i < text.length && !isNewline(text.charCodeAt(i))) i++;
  return i;
}

/** The offset of the next physical line, for `i` anywhere on a line without tokens left. */
function afterLine(text: string, i: number): number {
  const end = endOfLine(text, i);
  if (end >= text.length) return text.length;
  return text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
}
