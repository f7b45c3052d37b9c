import type { Parameter } from "../flow";
import type { Argument } from "../value";
import type { Binding } from "./scope";

/** Attributes that Metaflow does not search for parameters (`_NON_PARAMETERS`, metaflow/flowspec.py). */
const NO_PARAMETERS = new Set(["cmd", "foreach_stack", "index", "input", "script_name", "name"]);

/** Whether Metaflow searches an attribute of this name for a parameter. */
export function mayBeParameter(attribute: string): boolean {
  return !attribute.startsWith("_") && !NO_PARAMETERS.has(attribute);
}

/** What an attribute declares when a call of this name is assigned to it, if anything. */
export function parameterKind(
  attribute: string,
  binding: Binding | null,
): Parameter["kind"] | null {
  if (!mayBeParameter(attribute)) return null;
  if (binding?.kind !== "metaflow") return null;
  switch (binding.name) {
    case "Parameter":
      return "parameter";
    case "IncludeFile":
      return "include-file";
    case "Config":
      return "config";
    default:
      return null;
  }
}

/** The name that a declaration gives, `name=` or the first argument, with all its arguments. */
export function namedBy(given: readonly Argument[]): Pick<Parameter, "name" | "arguments"> {
  const name =
    given.find((argument) => argument.name === "name") ??
    given.find((argument, index) => index === 0 && argument.name === null);
  const value = name?.star === 0 ? name.value : null;
  return { name: value?.kind === "string" ? value.value : null, arguments: given };
}
