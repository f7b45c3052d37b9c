/** Reads untyped JSON without trusting its shape: what does not fit is empty, never an exception. */
export type Json = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that says something, else null. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function whole(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Labels, annotations, quantities: only the members that are texts (or numbers, as text). */
export function texts(value: unknown): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, member] of Object.entries(fields(value))) {
    if (typeof member === "string") found[name] = member;
    else if (typeof member === "number") found[name] = String(member);
  }
  return found;
}
