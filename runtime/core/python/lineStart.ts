import { FORM_FEED, isWordCode, SPACE, TAB } from "./characters";
import type { LineKind } from "./lines";

const KINDS = new Map<string, LineKind>([
  ["def", "def"],
  ["class", "class"],
  ["import", "import"],
  ["from", "import"],
  ...["if", "try", "for", "while", "with"].map((word) => [word, "block"] as const),
  ...["elif", "else", "except", "finally"].map((word) => [word, "clause"] as const),
]);

/** Keywords that no expression contains, so none can stand inside an open bracket. */
const STATEMENT_WORDS = new Set(
  "def class return import with while try assert raise pass del global nonlocal elif except finally break continue".split(
    " ",
  ),
);

/** What the statement at `offset` starts with. */
export function kindAt(text: string, offset: number): LineKind {
  if (text.charCodeAt(offset) === 64) return "decorator";
  const word = wordAt(text, offset);
  if (word !== "async") return KINDS.get(word) ?? "simple";
  const next = wordAt(text, skipSpace(text, offset + word.length));
  return next === "def" || next === "for" || next === "with"
    ? (KINDS.get(next) ?? "simple")
    : "simple";
}

/** A line inside an open bracket that starts with a keyword which can only start a statement. */
export function mustBeStatement(text: string, lineStart: number): boolean {
  const code = skipSpace(text, lineStart);
  const word = wordAt(text, code);
  if (word === "async") return kindAt(text, code) === "def";
  if (!STATEMENT_WORDS.has(word)) return false;
  // `class` and `def` want a name; anything else that follows may be a keyword argument's `=`.
  const next = text.charCodeAt(skipSpace(text, code + word.length));
  return next !== 61 && next !== 46;
}

/**
 * A line inside an open bracket that is meant as a new statement, though Python would read on: a
 * decorator no deeper than the statement, a closing `self.next(`, the `__main__` guard.
 */
export function mustStartHere(
  text: string,
  lineStart: number,
  indent: number,
  kind: LineKind,
): boolean {
  const code = skipSpace(text, lineStart);
  const at = text.charCodeAt(code);
  if (at === 64) {
    if (!isWordCode(text.charCodeAt(code + 1))) return false;
    return columnOf(text, lineStart) <= indent || kind === "class" || kind === "def";
  }
  if (at === 115) return text.startsWith("self.next(", code) && columnOf(text, lineStart) <= indent;
  return at === 105 && text.startsWith("if __name__", code);
}

/** Once something is known never to close: a line no deeper than its statement starts a new one. */
export function startsAfterDamage(
  text: string,
  lineStart: number,
  indent: number,
  inString: boolean,
): boolean {
  const code = skipSpace(text, lineStart);
  const at = text.charCodeAt(code);
  if (columnOf(text, lineStart) > indent) return false;
  if (!inString) return at === 64 || isWordCode(at);
  if (at === 64) return isWordCode(text.charCodeAt(code + 1));
  return /^(?:async[ \t]+)?(?:def|class)[ \t]+\w|^if __name__/.test(text.slice(code, code + 40));
}

function wordAt(text: string, offset: number): string {
  let end = offset;
  while (end < text.length && end - offset < 12 && isWordCode(text.charCodeAt(end))) end++;
  return text.slice(offset, end);
}

function skipSpace(text: string, offset: number): number {
  for (; ; offset++) {
    const code = text.charCodeAt(offset);
    if (code !== SPACE && code !== TAB && code !== FORM_FEED) return offset;
  }
}

function columnOf(text: string, lineStart: number): number {
  let column = 0;
  for (let i = lineStart; ; i++) {
    const code = text.charCodeAt(i);
    if (code === SPACE) column++;
    else if (code === TAB) column = column - (column % 8) + 8;
    else if (code === FORM_FEED) column = 0;
    else return column;
  }
}
