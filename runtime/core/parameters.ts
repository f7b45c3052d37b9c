import type { Flow, Parameter } from "./flow";
import type { PyValue } from "./value";

/** One thing to ask the user before a run. */
export interface ParameterPrompt {
  /** The name on the command line. */
  readonly name: string;
  readonly type: "string" | "int" | "float" | "bool" | "json" | "file";
  /** The `help=` text, when it is a literal. */
  readonly help: string | null;
  /** It has no default, so a run asks for it. */
  readonly required: boolean;
  /** It may be left empty all the same (no `required=True`): the flow then sees None. */
  readonly optional: boolean;
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
function parameterPrompt(parameter: Parameter): ParameterPrompt | null {
  const { name, kind } = parameter;
  if (name === null || kind === "config") return null;
  const argument = (wanted: string): PyValue | null =>
    parameter.arguments.find((candidate) => candidate.name === wanted)?.value ?? null;
  const fallback = argument("default");
  const required = argument("required");
  const mandatory = required?.kind === "bool" && required.value;
  const help = argument("help");
  return {
    name,
    type: kind === "include-file" ? "file" : typeOf(argument("type"), fallback),
    help: help?.kind === "string" ? help.value : null,
    required: fallback === null || (mandatory && fallback.kind === "none"),
    optional: !mandatory,
    fallback: fallback === null ? null : typed(fallback),
  };
}

/** What is wrong with a typed value, in a sentence; null when Metaflow will take it. */
export function checkParameter(prompt: ParameterPrompt, value: string): string | null {
  const { name, type } = prompt;
  if (leftOut(prompt, value)) return null;
  if (value.trim() === "" && type !== "string") return `${name} needs a value.`;
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

/** Whether the option is not passed at all for this answer, so that Metaflow takes its own. */
export function leftOut(prompt: ParameterPrompt, value: string): boolean {
  return value.trim() === "" && (prompt.optional || prompt.fallback !== null);
}

/** A checked value as it goes on the command line (`yes` → `True`); see `leftOut` for empty ones. */
export function spellParameter(prompt: ParameterPrompt, value: string): string {
  if (prompt.type === "string") return value;
  if (prompt.type === "bool") return boolOf(value) === false ? "False" : "True";
  return value.trim();
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
