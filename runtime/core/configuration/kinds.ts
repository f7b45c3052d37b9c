import { pythonInt } from "../python/pythonNumber";
import type { Form, Variable } from "./form";
import { judgeForm } from "./forms";
import { pythonJsonOf, pythonStr } from "./plain";
import { error, isObject, parsed, warning, type Given, type Verdict } from "./verdict";

/** Words that look like a no and that Metaflow takes for a yes. */
const FALSE_FRIENDS = new Set(["no", "off", "n", "f", "none", "null", "disabled"]);

/**
 * What Metaflow refuses while it is imported, whatever is run then: it turns each value into the
 * type of the setting's default (`from_conf`).
 */
export function judgeKind(variable: Variable, given: Given): Verdict[] {
  const { value } = given;
  switch (variable.kind) {
    case "integer":
    case "number":
      return judgeInteger(variable, value);
    case "boolean":
      return judgeBoolean(variable, value);
    case "object":
    case "list":
      return judgeJson(variable, value);
    case "text":
      return judgeText(variable, value);
    case "raw":
      return [];
  }
}

function judgeInteger({ name, unit, defaultValue }: Variable, value: unknown): Verdict[] {
  if (typeof value === "number" || typeof value === "boolean") return [];
  if (typeof value === "string" && pythonInt(value) !== "refused") return [];
  const what = unit === null ? "a whole number" : `a whole number of ${unit}`;
  return error("config/number", `${name} must be ${what}, such as ${defaultValue ?? "1"}.`);
}

function judgeBoolean({ name }: Variable, value: unknown): Verdict[] {
  if (typeof value === "boolean") return [];
  if (typeof value !== "string")
    return error("config/boolean", `${name} must be true or false in a config file.`);
  const word = value.trim().toLowerCase();
  const padded = value !== value.trim() && ["0", "false", ""].includes(word);
  if (!FALSE_FRIENDS.has(word) && !padded) return [];
  return warning("config/boolean", `Metaflow takes this for true: write false.`, "false");
}

function judgeJson({ name, kind }: Variable, value: unknown): Verdict[] {
  const wanted = kind === "list" ? "list" : "object";
  const example = kind === "list" ? '["a", "b"]' : '{"key": "value"}';
  // A value that already has a shape is not looked at again.
  if (Array.isArray(value) || isObject(value)) return [];
  const read = typeof value === "string" ? parsed(value) : "refused";
  if (read === "unknown") return [];
  if (read === "refused")
    return error("config/json", `${name} must be a JSON ${wanted} such as ${example}.`);
  const right = kind === "list" ? Array.isArray(read.value) : isObject(read.value);
  return right ? [] : error("config/json", `${name} must be a JSON ${wanted}, not another type.`);
}

/** What is no text becomes one: `str()` of it. */
function judgeText(variable: Variable, value: unknown): Verdict[] {
  if (value !== null && typeof value !== "object") return [];
  const { name, form } = variable;
  const text = pythonStr(pythonJsonOf(JSON.stringify(value)));
  const found = judgeForm(variable, { from: "file", value: text });
  const certain = found.some(({ severity }) => severity === "error") || isNeverOneOf(form);
  if (form?.is === "json" && found.length === 0) return [];
  const say = certain ? error : warning;
  if (value === null)
    return say("config/type", `Metaflow reads null as the text None: leave ${name} out.`);
  if (form?.is === "json")
    return say(
      "config/type",
      `${name} must be a string that holds the JSON.`,
      JSON.stringify(value),
    );
  return say("config/type", `${name} must be a string: Metaflow garbles anything else.`);
}

/** No extension calls anything like the text of a null, a list or an object. */
function isNeverOneOf(form: Form | null): boolean {
  return form?.is === "decorators" || (form?.is === "choice" && form.refused === "at-start");
}
