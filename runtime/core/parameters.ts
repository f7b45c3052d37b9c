import type { Flow, Parameter } from "./flow";

/** One thing to ask the user before a run. */
export interface ParameterPrompt {
  /** The name on the command line. */
  readonly name: string;
  readonly type: "string" | "int" | "float" | "bool" | "json" | "file";
  /** The `help=` text, when it is a literal. */
  readonly help: string | null;
  /** No default (or `required=True`): Metaflow refuses to run without a value. */
  readonly required: boolean;
  /** The default as it would be typed; null when there is none or it is not a literal. */
  readonly fallback: string | null;
}

/** What can be asked for a flow's parameters, in source order; `Config`s are top-level options. */
export function parameterPrompts(_flow: Pick<Flow, "parameters">): readonly ParameterPrompt[] {
  throw new Error("not yet");
}

/** How one declaration is asked for; null when its name is not known. */
export function parameterPrompt(_parameter: Parameter): ParameterPrompt | null {
  throw new Error("not yet");
}

/** What is wrong with a typed value, in a sentence; null when Metaflow will take it. */
export function checkParameter(_prompt: ParameterPrompt, _value: string): string | null {
  throw new Error("not yet");
}

/** A checked value as it goes on the command line (`yes` → `True`). */
export function spellParameter(_prompt: ParameterPrompt, _value: string): string {
  throw new Error("not yet");
}
