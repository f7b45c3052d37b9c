/** What one string token says. `value` is null when it cannot be known (f-strings, broken ones). */
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
  /\\(?:(\n)|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N(\{[^}]*\})|([^]))/g;

/** Null when an escape is one that Python refuses. Unicode's names stay as they are written. */
function unescape(body: string, bytes: boolean): string | null {
  let value = "";
  let end = 0;
  for (const match of body.matchAll(ESCAPE)) {
    const escaped = unescaped(match, bytes);
    if (escaped === null) return null;
    value += body.slice(end, match.index) + escaped;
    end = match.index + match[0].length;
  }
  return value + body.slice(end);
}

function unescaped(match: RegExpMatchArray, bytes: boolean): string | null {
  const [whole, newline, octal, hex, short, long, named, other = ""] = match;
  if (newline) return "";
  if (named) return whole;
  if (octal) return String.fromCharCode(parseInt(octal, 8));
  if (hex) return String.fromCharCode(parseInt(hex, 16));
  if (other === "x") return null;
  const simple = SIMPLE_ESCAPES.get(other);
  if (simple !== undefined) return simple;
  if (bytes) return whole;
  const point = parseInt(short ?? long ?? "", 16);
  if (point <= 0x10ffff) return String.fromCodePoint(point);
  return other === "" || "uUN".includes(other) ? null : whole;
}
