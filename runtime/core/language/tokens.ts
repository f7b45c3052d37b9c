import {
  BACKSLASH,
  HASH,
  isBracketCloser,
  isBracketOpener,
  isNewline,
  isQuote,
  isSpace,
  isWordCode,
} from "../python/characters";
import { mustBeStatement, mustStartHere } from "../python/lineStart";
import { Nesting } from "../python/nesting";

/** A word or one character of punctuation. Strings count as one token each, comments as none. */
export interface Token {
  readonly kind: "word" | "string" | "sign";
  /** The word or sign; a string's prefix and quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Inside a string's replacement field: such code belongs to the string for who reads arguments. */
  readonly embedded: boolean;
}

/**
 * The tokens of the statement that starts at `from`, up to `to`, or up to a line that can only start
 * another statement: so text that is being typed is read as far as it goes. Linear.
 */
export function statementTokens(text: string, from: number, to = text.length): readonly Token[] {
  return new TokenReader(text, from, to).read(true);
}

/** All tokens between two places that are outside of strings and brackets. */
export function tokensBetween(text: string, from: number, to: number): readonly Token[] {
  return new TokenReader(text, from, to).read(false);
}

class TokenReader {
  private readonly nesting = new Nesting();
  private readonly tokens: Token[] = [];
  /** Where the outermost open string started. */
  private string: { readonly start: number; readonly depth: number; readonly text: string } | null =
    null;

  constructor(
    private readonly text: string,
    private position: number,
    private readonly to: number,
  ) {}

  read(oneStatement: boolean): readonly Token[] {
    const { text, nesting, to } = this;
    while (this.position < to) {
      const at = this.position;
      if (nesting.inText) {
        const next = nesting.readText(text, at);
        if (next > at) {
          this.position = next;
          this.closeString();
          continue;
        }
      }
      const code = text.charCodeAt(at);
      if (!isNewline(code)) {
        this.readCode(at, code);
        continue;
      }
      if (nesting.inShortText) nesting.dropString();
      this.closeString();
      this.position = at + 1;
      if (oneStatement && this.endsAt(at + 1)) break;
    }
    // A string that is still open is one too: the cursor may be in it.
    if (this.string !== null) this.addString(this.string, to);
    return this.tokens;
  }

  private endsAt(next: number): boolean {
    const { nesting, text } = this;
    if (nesting.depth === 0) return true;
    return !nesting.inText && (mustBeStatement(text, next) || mustStartHere(text, next, 0, "def"));
  }

  private readCode(at: number, code: number): void {
    const { text, nesting } = this;
    this.position = at + 1;
    if (isSpace(code)) return;
    if (code === HASH) {
      while (this.position < this.to && !isNewline(text.charCodeAt(this.position))) this.position++;
    } else if (code === BACKSLASH && isNewline(text.charCodeAt(at + 1))) this.skipNewline(at + 1);
    else if (isWordCode(code)) this.readWord(at);
    else if (isQuote(code)) this.openString(at, at);
    else {
      if (isBracketOpener(code)) nesting.push(code, at);
      else if (isBracketCloser(code)) nesting.close(code);
      else if (code === 58) nesting.colon();
      this.add("sign", at, at + 1);
    }
  }

  private skipNewline(at: number): void {
    this.position = this.text.startsWith("\r\n", at) ? at + 2 : at + 1;
  }

  private readWord(start: number): void {
    const { text } = this;
    let end = start + 1;
    while (end < this.to && isWordCode(text.charCodeAt(end))) end++;
    const word = text.slice(start, end);
    if (isQuote(text.charCodeAt(end)) && end < this.to && /^[rbuft]{1,2}$/i.test(word)) {
      this.openString(end, start);
      return;
    }
    this.add("word", start, end);
    this.position = end;
  }

  private openString(quote: number, start: number): void {
    const { text, nesting } = this;
    const { depth } = nesting;
    this.position = nesting.openString(text, quote, start);
    this.string ??= { start, depth, text: text.slice(start, this.position) };
  }

  private closeString(): void {
    if (this.string === null || this.nesting.depth > this.string.depth) return;
    this.addString(this.string, this.position);
    this.string = null;
  }

  private addString({ start, text }: { start: number; text: string }, end: number): void {
    this.tokens.push({ kind: "string", text, start, end, embedded: false });
  }

  private add(kind: Token["kind"], start: number, end: number): void {
    const embedded = this.string !== null;
    this.tokens.push({ kind, text: this.text.slice(start, end), start, end, embedded });
  }
}
