import type { Flow, Parameter } from "./flow";
import type { PyValue } from "./value";

/** One thing to ask the user before a run. */
export interface ParameterPrompt {
  /** The name on the command line. */
  readonly name: string;
  readonly type: "string" | "int" | "float" | "bool" | "json" | "file";
  /** The `help=` text, when it is a literal. */
  readonly help: string | null;
  /** `required=True` without a default: Metaflow refuses to run without a value. */
  readonly required: boolean;
  /** The default as it would be typed; null when there is none or it is not a literal. */
  readonly fallback: string | null;
}

/** What can be asked for a flow's parameters, in source order; `Config`s are top-level options. */
export function parameterPrompts(flow: Pick<Flow, "parameters">): readonly ParameterPrompt[] {
  return flow.parameters
    .map(parameterPrompt)
    .filter((prompt): prompt is ParameterPrompt => prompt !== null);
}

/**
 * How one declaration is asked for; null for a `Config` and when its name is not known. The rules
 * are metaflow/parameters.py's: the default's type is the parameter's unless `type=` says another;
 * a default of None counts as none, but without `required=True` such a parameter may be left out.
 */
export function parameterPrompt(parameter: Parameter): ParameterPrompt | null {
  const { name, kind } = parameter;
  if (name === null || kind === "config") return null;
  const argument = (wanted: string): PyValue | null =>
    parameter.arguments.find((candidate) => candidate.name === wanted)?.value ?? null;
  const fallback = argument("default");
  const required = argument("required");
  const help = argument("help");
  return {
    name,
    type: kind === "include-file" ? "file" : typeOf(argument("type"), fallback),
    help: help?.kind === "string" ? help.value : null,
    required: required?.kind === "bool" && required.value && !isGiven(fallback),
    fallback: fallback === null ? null : typed(fallback),
  };
}

function isGiven(fallback: PyValue | null): boolean {
  return fallback !== null && fallback.kind !== "none";
}

/** Whether a run should ask: there is nothing that Metaflow could take instead. */
export function mustAsk(parameter: Parameter): boolean {
  const prompt = parameterPrompt(parameter);
  if (prompt === null) return false;
  const fallback = parameter.arguments.find(({ name }) => name === "default");
  return prompt.required || fallback === undefined;
}

/** What is wrong with a typed value, in a sentence; null when Metaflow will take it. */
export function checkParameter(prompt: ParameterPrompt, value: string): string | null {
  const { name, type, required } = prompt;
  if (value === "" && type !== "string") {
    return required ? `${name} needs a value.` : null;
  }
  switch (type) {
    case "int":
      return isInt(value) ? null : `${name} must be a whole number.`;
    case "float":
      return isFloat(value) ? null : `${name} must be a number.`;
    case "bool":
      return boolOf(value) === null ? `${name} must be true or false.` : null;
    case "json":
      return isJson(value) ? null : `${name} must be JSON, with double quotes around texts.`;
    case "file":
    case "string":
      return null;
  }
}

/**
 * A checked value as it goes on the command line (`yes` → `True`); null when the option should be
 * left out, so that Metaflow takes the default.
 */
export function spellParameter(prompt: ParameterPrompt, value: string): string | null {
  if (prompt.type === "string") {
    return value === "" && !prompt.required ? null : value;
  }
  const trimmed = value.trim();
  if (trimmed === "") return null;
  if (prompt.type === "bool") return boolOf(trimmed) === false ? "False" : "True";
  return trimmed;
}

function typeOf(type: PyValue | null, fallback: PyValue | null): ParameterPrompt["type"] {
  if (type?.kind === "expression") {
    const name = type.text.split(".").at(-1) ?? "";
    return declaredTypes.get(name) ?? "string";
  }
  switch (fallback?.kind) {
    case "int":
    case "float":
    case "bool":
      return fallback.kind;
    default:
      return "string";
  }
}

const declaredTypes = new Map<string, ParameterPrompt["type"]>([
  ["int", "int"],
  ["float", "float"],
  ["bool", "bool"],
  ["str", "string"],
  ["JSONType", "json"],
]);

/** A literal as a user would type it. */
function typed(value: PyValue): string | null {
  switch (value.kind) {
    case "string":
      return value.value;
    case "int":
    case "float":
      return String(value.value);
    case "bool":
      return value.value ? "True" : "False";
    default:
      return null;
  }
}

/** Python's `int()`: blanks around, a sign, single underscores between digits. */
function isInt(value: string): boolean {
  return /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(value);
}

/** Python's `float()`, infinities included. */
function isFloat(value: string): boolean {
  const digits = String.raw`\d+(?:_\d+)*`;
  const number = `(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:e[+-]?${digits})?`;
  return new RegExp(`^\\s*[+-]?(?:${number}|inf(?:inity)?|nan)\\s*$`, "i").test(value);
}

/** The words click takes for booleans. */
function boolOf(value: string): boolean | null {
  const word = value.trim().toLowerCase();
  if (["true", "t", "1", "yes", "y"].includes(word)) return true;
  if (["false", "f", "0", "no", "n"].includes(word)) return false;
  return null;
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
