import { pythonInt } from "./python/pythonNumber";
import type { PyValue } from "./value";

/** The text of a string literal; null for anything else. */
export function textOf(value: PyValue | undefined): string | null {
  return value?.kind === "string" ? value.value : null;
}

/** A number, or a string of digits as Python's `int()` reads it; null for anything else. */
export function numberOf(value: PyValue | undefined): number | null {
  if (value?.kind === "int" || value?.kind === "float") return value.value;
  const parsed = value?.kind === "string" ? pythonInt(value.value) : null;
  return typeof parsed === "number" ? parsed : null;
}
