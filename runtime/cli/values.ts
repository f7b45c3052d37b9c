import { floatText } from "../core/python/numbers";
import type { Span } from "../core/text";
import type { PyValue } from "../core/value";
import { WrittenNumber, type Json } from "./json";

/** The source text of a span. */
export type Slice = (span: Span) => string;

/**
 * A literal as plain JSON, a float as `{"float": 1.0}`; anything with a part that is no literal, or
 * that JSON cannot say, is its source text, whole.
 */
export function jsonOf(value: PyValue, slice: Slice): Json {
  const json = literal(value);
  return json === undefined ? expression(value.span, slice) : json;
}

export function expression(span: Span, slice: Slice): Json {
  return { expression: slice(span) };
}

/** Undefined for what is not built from literals alone; a constant's name is none. */
function literal(value: PyValue): Json | undefined {
  if (value.constant !== undefined) return undefined;
  switch (value.kind) {
    case "string":
    case "bool":
      return value.value;
    case "int":
      return value.digits === undefined ? value.value : new WrittenNumber(value.digits);
    case "float":
      return Number.isFinite(value.value)
        ? { float: new WrittenNumber(floatText(value.value)) }
        : undefined;
    case "none":
      return null;
    case "list":
    case "tuple":
    case "set":
      return literals(value.items);
    case "dict":
      return dictionary(value);
    case "bytes":
    case "expression":
      return undefined;
  }
}

function literals(values: readonly PyValue[]): Json[] | undefined {
  const found: Json[] = [];
  for (const value of values) {
    const one = literal(value);
    if (one === undefined) return undefined;
    found.push(one);
  }
  return found;
}

function dictionary({ entries }: Extract<PyValue, { kind: "dict" }>): Json | undefined {
  const found: [string, Json][] = [];
  for (const entry of entries) {
    const key = keyText(entry.key);
    const value = literal(entry.value);
    if (key === null || value === undefined) return undefined;
    found.push([key, value]);
  }
  return Object.fromEntries(found);
}

/** A key as Python's `str()` gives it. */
function keyText(key: PyValue): string | null {
  if (key.constant !== undefined) return null;
  switch (key.kind) {
    case "string":
      return key.value;
    case "int":
      return key.digits ?? String(key.value);
    case "float":
      return floatText(key.value);
    case "bool":
      return key.value ? "True" : "False";
    case "none":
      return "None";
    default:
      return null;
  }
}

/** What Metaflow keeps of a `foreach=` or `num_parallel=`: constants, not signed or compound ones. */
export function constantOf(value: PyValue): Json {
  switch (value.kind) {
    case "string":
    case "bool":
      return value.value;
    case "int":
    case "float":
      // In Python's syntax tree a sign is an operator, so -1 is no constant.
      return value.value < 0 ? null : value.value;
    default:
      return null;
  }
}
