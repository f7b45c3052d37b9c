import { isStatement } from "./statementAt";

/** How many lines a `self.next()` may take to be found from within. */
const REACH = 60;

/** The nearest `self.next(` above the cursor or on its line, with no other statement's head between. */
export function nextCallBefore(
  text: string,
  offset: number,
): { readonly owner: string; readonly open: number } | null {
  let end = offset;
  for (let line = 0; line < REACH; line++) {
    const start = Math.max(text.lastIndexOf("\n", end - 1), text.lastIndexOf("\r", end - 1)) + 1;
    const code = text.slice(start, end);
    const match = /^([ \t]*)(\w+)\.next[ \t]*\(/u.exec(code);
    if (match !== null) {
      const [all, indent = "", owner = ""] = match;
      const isOne = isStatement(text, start + indent.length);
      return isOne ? { owner, open: start + all.length - 1 } : null;
    }
    if (start === 0 || /^[ \t]*(?:@|(?:async[ \t]+)?def\b|class\b)/u.test(code)) return null;
    end = start - 1;
  }
  return null;
}
