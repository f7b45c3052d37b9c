/** What `float(text)` or `int(text)` gives: a number, a ValueError, or (for rare digits) unknown. */
export type Parsed = number | "refused" | "unknown";

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/iu;
const INT = /^[+-]?\d+(?:_\d+)*$/u;
const WORD = /^([+-]?)(inf|infinity|nan)$/iu;

/** Python's `float()` of a string. */
export function pythonFloat(text: string): Parsed {
  const trimmed = text.trim();
  if (isForeign(trimmed)) return "unknown";
  const word = WORD.exec(trimmed);
  if (word !== null) {
    if (word[2]?.toLowerCase() === "nan") return Number.NaN;
    return word[1] === "-" ? -Infinity : Infinity;
  }
  return FLOAT.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : "refused";
}

/** Python's `int()` of a string. */
export function pythonInt(text: string): Parsed {
  const trimmed = text.trim();
  if (isForeign(trimmed)) return "unknown";
  return INT.test(trimmed) ? Number(trimmed.replaceAll("_", "")) : "refused";
}

/** Digits of other scripts count as digits in Python. */
function isForeign(text: string): boolean {
  return /[^\p{ASCII}]/u.test(text) && /\p{Nd}/u.test(text);
}

const BINARY: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };
const DECIMAL: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** The bytes meant by `512Mi`, `2GB`, `1.5 G`; null for anything else. */
export function bytesOf(text: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([KMGT])(i?)b?\s*$/iu.exec(text);
  if (match === null) return null;
  const unit = (match[2] ?? "").toUpperCase();
  const factor = (match[3] === "" ? DECIMAL : BINARY)[unit];
  return factor === undefined ? null : Number(match[1]) * factor;
}
