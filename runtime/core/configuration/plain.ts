import { pythonFloat } from "../python/pythonNumber";
import { floatText } from "../python/numbers";
import type { PyValue } from "../value";

/** A float of Python: `1.0` is not the same as `1`, for it is written differently. */
export interface PyFloat {
  readonly float: number;
}

/** A value that only running the flow would tell; `unknown` is its source, as short as may be. */
export interface Unknown {
  readonly unknown: string;
}

/** A value of Python without its place: what literals, JSON and variables can hold. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | PyFloat
  | Unknown
  | readonly Plain[]
  | ReadonlyMap<string, Plain>;

export type Dict = ReadonlyMap<string, Plain>;

export function isUnknown(value: Plain): value is Unknown {
  return isTagged(value) && "unknown" in value;
}

export function isFloat(value: Plain): value is PyFloat {
  return isTagged(value) && "float" in value;
}

export function isDict(value: Plain): value is Dict {
  return value instanceof Map;
}

export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

function isTagged(value: Plain): value is PyFloat | Unknown {
  return typeof value === "object" && value !== null && !isDict(value) && !isList(value);
}

/** What `bool(value)` is in Python; what is not known counts as true. */
export function isTruthy(value: Plain): boolean {
  if (isFloat(value)) return value.float !== 0;
  if (isDict(value)) return value.size > 0;
  return isList(value) ? value.length > 0 : Boolean(value);
}

/** A literal without its place. */
export function plainOf(value: PyValue): Plain {
  switch (value.kind) {
    case "string":
    case "bool":
      return value.value;
    case "int":
      return value.digits === undefined ? value.value : { unknown: value.digits };
    case "float":
      return { float: value.value };
    case "none":
      return null;
    case "list":
    case "tuple":
    case "set":
      return value.items.map(plainOf);
    case "dict":
      return dictOf(value.entries);
    case "bytes":
      return { unknown: "bytes" };
    case "expression":
      return { unknown: value.text };
  }
}

function dictOf(entries: Extract<PyValue, { kind: "dict" }>["entries"]): Plain {
  const dict = new Map<string, Plain>();
  for (const { key, value } of entries) {
    if (key.kind !== "string") return { unknown: "a dict with keys that are no strings" };
    dict.set(key.value, plainOf(value));
  }
  return dict;
}

/** Strings are left as they are; numbers get a name by which a float is known from an int. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gu;
const FLOAT_KEY = "\u0000float";

/** Python's `json.loads`; null when it would refuse the text. */
export function parsePythonJson(text: string): { readonly value: Plain } | null {
  const marked = text.replace(TOKENS, (token) =>
    token.startsWith('"') || /^-?\d+$/u.test(token) ? token : `{"\\u0000float":${token}}`,
  );
  try {
    // A text that is JSON only by the marks must not pass.
    JSON.parse(text);
    return { value: fromJson(JSON.parse(marked) as unknown) };
  } catch {
    return null;
  }
}

/** Python's `json.loads`, or the text itself as something unknown where that would refuse it. */
export function pythonJsonOf(text: string): Plain {
  const parsed = parsePythonJson(text);
  return parsed === null ? { unknown: text } : parsed.value;
}

function fromJson(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    const [first] = entries;
    if (first?.[0] === FLOAT_KEY) return { float: Number(first[1]) };
    return new Map(entries.map(([key, one]) => [key, fromJson(one)]));
  }
  return value as null | boolean | number | string;
}

/** Python's `str(value)`. */
export function pythonStr(value: Plain): string {
  if (typeof value === "string") return value;
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (isFloat(value)) return floatText(value.float);
  if (isUnknown(value)) return value.unknown;
  if (isList(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  const entries = [...value].map(([key, one]) => `${pythonRepr(key)}: ${pythonRepr(one)}`);
  return `{${entries.join(", ")}}`;
}

/** Python's `repr(value)`, for texts without control characters. */
export function pythonRepr(value: Plain): string {
  if (typeof value !== "string") return pythonStr(value);
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}

/** Python's `json.dumps(value)`. */
export function pythonJson(value: Plain): string {
  if (isFloat(value)) return floatText(value.float);
  if (isList(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (isDict(value)) {
    const entries = [...value].map(([key, one]) => `${pythonJson(key)}: ${pythonJson(one)}`);
    return `{${entries.join(", ")}}`;
  }
  return isUnknown(value)
    ? value.unknown
    : JSON.stringify(value).replace(/[\u007f-\uffff]/gu, escapeUnit);
}

function escapeUnit(text: string): string {
  return `\\u${text.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Python's `float(value)`; null for what it refuses and for what is not known. */
export function floatOf(value: Plain): number | null {
  if (typeof value === "number" || typeof value === "boolean") return Number(value);
  if (isFloat(value)) return value.float;
  const parsed = typeof value === "string" ? pythonFloat(value) : null;
  return typeof parsed === "number" ? parsed : null;
}
