/** Character codes and classes of Python's lexer. */
export const TAB = 9;
export const LF = 10;
export const FORM_FEED = 12;
export const CR = 13;
export const SPACE = 32;
export const HASH = 35;
export const BACKSLASH = 92;

export function isNewline(code: number): boolean {
  return code === LF || code === CR;
}

export function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === FORM_FEED;
}

export function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

export function isBracketOpener(code: number): boolean {
  return code === 40 || code === 91 || code === 123;
}

export function isBracketCloser(code: number): boolean {
  return code === 41 || code === 93 || code === 125;
}

/** `)` for `(` and so on. */
export function closerOf(opener: number): number {
  return opener === 40 ? 41 : opener + 2;
}

/** Letters, digits, underscore and everything beyond ASCII: what names and numbers are made of. */
export function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code > 127
  );
}
