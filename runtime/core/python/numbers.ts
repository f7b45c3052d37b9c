/** A number token's value. `big` holds whole numbers exactly; `imaginary` numbers have no value here. */
export type NumberToken =
  | { readonly kind: "int"; readonly big: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "imaginary" }
  | null;

/** Reads a number token as Python does; null when it is none (`08`, `1__0`). */
export function readNumber(token: string): NumberToken {
  if (token.length > 4000 || !/^[0-9.](?:_?[0-9A-Za-z.+-])*$/.test(token)) return null;
  const digits = token.replace(/_/g, "").toLowerCase();
  if (/^0x[0-9a-f]+$|^0o[0-7]+$|^0b[01]+$/.test(digits))
    return { kind: "int", big: BigInt(digits) };
  if (/^(?:[1-9]\d*|0+)$/.test(digits)) return { kind: "int", big: BigInt(digits) };
  const real = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/;
  if (digits.endsWith("j")) return real.test(digits.slice(0, -1)) ? { kind: "imaginary" } : null;
  return real.test(digits) && /[.e]/.test(digits) ? { kind: "float", value: Number(digits) } : null;
}

/** A float as Python's `str()` writes it: `1.0`, `1e+16`, `1e-05`. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  if (value === 0) return "0.0";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 16) {
    const size = String(Math.abs(power)).padStart(2, "0");
    return `${digits}e${power < 0 ? "-" : "+"}${size}`;
  }
  const plain =
    power < 0 ? value.toFixed(Math.min(100, digitsAfterPoint(digits) - power)) : String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}

function digitsAfterPoint(digits: string): number {
  return Math.max(0, digits.replace("-", "").length - 2);
}
