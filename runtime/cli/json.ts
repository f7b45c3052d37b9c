/** A number whose digits must be printed as they are: JavaScript itself would write `1` for `1.0`. */
export class WrittenNumber {
  constructor(readonly digits: string) {}

  toJSON(): number {
    return Number(this.digits);
  }
}

export type Json =
  | null
  | boolean
  | number
  | string
  | WrittenNumber
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A value as JSON text of several lines, two spaces for each level. */
export function jsonText(value: Json, indent = ""): string {
  if (value instanceof WrittenNumber) return value.digits;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (isList(value)) {
    return bracketed(
      "[",
      value.map((item) => jsonText(item, deeper)),
      "]",
      indent,
    );
  }
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${jsonText(member, deeper)}`,
  );
  return bracketed("{", members, "}", indent);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function bracketed(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return open + close;
  const separator = `\n${indent}  `;
  return `${open}${separator}${parts.join(`,${separator}`)}\n${indent}${close}`;
}
