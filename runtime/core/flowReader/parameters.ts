import type { Parameter } from "../flow";
import type { Argument } from "../value";
import type { Binding } from "./scope";

/** What a call of this name in a class body declares, if anything. */
export function parameterKind(binding: Binding | null): Parameter["kind"] | null {
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
