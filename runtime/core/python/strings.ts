/** What one string token says. `value` is null when it cannot be known (named escapes, f-strings). */
export interface StringToken {
  readonly value: string | null;
  readonly bytes: boolean;
}

const SIMPLE_ESCAPES = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
]);

/** Reads one string token, prefix and quotes included, as Python's lexer does. */
export function readString(token: string): StringToken {
  const prefix = (/^[A-Za-z]*/.exec(token)?.[0] ?? "").toLowerCase();
  const bytes = prefix.includes("b");
  const quoted = token.slice(prefix.length);
  const quote = quoted.slice(0, 3) === quoted.charAt(0).repeat(3) && quoted.length >= 6 ? 3 : 1;
  const closed = quoted.length >= 2 * quote && quoted.endsWith(quoted.charAt(0).repeat(quote));
  if (prefix.includes("f") || prefix.includes("t") || !closed) return { value: null, bytes };
  const body = quoted.slice(quote, -quote).replace(/\r\n?/g, "\n");
  if (prefix.includes("r") || !body.includes("\\")) return { value: body, bytes };
  return { value: unescape(body, bytes), bytes };
}

const ESCAPE =
  /\\(?:(\n)|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(N)\{[^}]*\}|([^]))/g;

function unescape(body: string, bytes: boolean): string | null {
  let known = true;
  const value = body.replace(
    ESCAPE,
    (
      whole: string,
      line?: string,
      octal?: string,
      hex?: string,
      u4?: string,
      u8?: string,
      named?: string,
      other?: string,
    ) => {
      if (line) return "";
      if (octal) return String.fromCharCode(parseInt(octal, 8));
      if (hex) return String.fromCharCode(parseInt(hex, 16));
      if (bytes) return other ? (SIMPLE_ESCAPES.get(other) ?? whole) : whole;
      const code = u4 ?? u8;
      if (code) {
        const point = parseInt(code, 16);
        known &&= point <= 0x10ffff;
        return point <= 0x10ffff ? String.fromCodePoint(point) : "";
      }
      // Names of characters would need Unicode's tables; a broken \x, \u or \N is an error in Python.
      if (named || other === "x" || other === "u" || other === "U" || other === "N") known = false;
      return SIMPLE_ESCAPES.get(other ?? "") ?? whole;
    },
  );
  return known ? value : null;
}
