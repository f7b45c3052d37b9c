import type { Span } from "./text";

/**
 * A Python expression as far as it can be known without running it. Anything that is not built
 * from literals alone is an `expression`, kept as source text.
 */
export type PyValue = {
  readonly span: Span;
  /** The name in the text that stands for this literal of the file; its span is the name's. */
  readonly constant?: string;
} & (
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bytes" }
  /** `digits`: the exact number in decimal, where `value` had to be rounded. */
  | { readonly kind: "int"; readonly value: number; readonly digits?: string }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "list" | "tuple" | "set"; readonly items: readonly PyValue[] }
  | { readonly kind: "dict"; readonly entries: readonly PyEntry[] }
  | { readonly kind: "expression"; readonly text: string }
);

export interface PyEntry {
  readonly key: PyValue;
  readonly value: PyValue;
}

/** One argument of a call. `name` is null for a positional argument; `star` counts leading `*`. */
export interface Argument {
  readonly name: string | null;
  readonly nameSpan: Span | null;
  readonly star: 0 | 1 | 2;
  readonly span: Span;
  readonly value: PyValue;
}
