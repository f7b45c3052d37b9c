import type { Flow } from "./flow";
import type { PyValue } from "./value";

/** A `Config` of a flow: a file or a value that is passed before the subcommand. */
export interface ConfigPrompt {
  /** The name on the command line. */
  readonly name: string;
  /** Nothing runs without it: `required=True` and no default. */
  readonly required: boolean;
  /** The default file, when it is a literal. */
  readonly file: string | null;
}

/** The Configs that can be chosen, in source order (metaflow/user_configs/config_parameters.py). */
export function configPrompts(flow: Pick<Flow, "parameters">): readonly ConfigPrompt[] {
  return flow.parameters.flatMap(({ kind, name, arguments: given }) => {
    if (kind !== "config" || name === null) return [];
    // Positionally: the name, then the default file, then the default value.
    const argument = (wanted: string, position: number): PyValue | null =>
      given.find((one) => one.name === wanted)?.value ??
      given.filter((one) => one.name === null)[position]?.value ??
      null;
    const file = argument("default", 1);
    const isSet = (value: PyValue | null): boolean => value !== null && value.kind !== "none";
    const required = given.find((one) => one.name === "required")?.value;
    const mandatory = required?.kind === "bool" && required.value;
    return {
      name,
      required: mandatory && !isSet(file) && !isSet(argument("default_value", 2)),
      file: file?.kind === "string" ? file.value : null,
    };
  });
}
