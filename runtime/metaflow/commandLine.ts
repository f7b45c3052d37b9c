import type { ParameterValue } from "../runners/runner";

/** Top-level options of Metaflow's command line, remembered per flow. Null or empty: not passed. */
export interface FlowOptions {
  readonly environment: string | null;
  readonly datastore: string | null;
  readonly datastoreRoot: string | null;
  readonly metadata: string | null;
  /** Decorator specs: `retry:times=2`. */
  readonly with: readonly string[];
  /** Tags of the run (`run` only). */
  readonly tags: readonly string[];
  /** Of `@project` flows. */
  readonly branch: string | null;
  readonly production: boolean;
  readonly configs: readonly ConfigChoice[];
}

/** A file (its path) or a value (its text) for one of the flow's `Config`s. */
export interface ConfigChoice {
  readonly name: string;
  readonly from: "file" | "value";
  readonly text: string;
}

export const defaultOptions: FlowOptions = {
  environment: null,
  datastore: null,
  datastoreRoot: null,
  metadata: null,
  with: [],
  tags: [],
  branch: null,
  production: false,
  configs: [],
};

/** What the command line is built from. */
export interface Command {
  readonly kind: "run" | "spin";
  readonly file: string;
  readonly pathspec: string | null;
  readonly parameters: readonly ParameterValue[];
  readonly options: FlowOptions;
}

/**
 * The arguments after the Python program, as an array that no shell ever sees. A parameter is
 * spelled `--name=value`, so that a value starting with `-` stays a value.
 */
export function commandLine(command: Command): readonly string[] {
  const { options } = command;
  const tail =
    command.kind === "spin"
      ? ["spin", ...(command.pathspec === null ? [] : [command.pathspec])]
      : [
          "run",
          ...options.tags.flatMap((tag) => ["--tag", tag]),
          ...command.parameters.map(({ name, value }) => `--${name}=${value}`),
        ];
  return ["-u", command.file, ...topLevel(options, command.kind), ...tail];
}

/** The options before any command but `spin`. */
export function topLevelArguments(options: FlowOptions): readonly string[] {
  return topLevel(options, "run");
}

/** The options that stand before the subcommand. */
export function topLevel(options: FlowOptions, kind: "run" | "spin"): readonly string[] {
  const pairs: readonly (readonly [string, string | null])[] = [
    ["--environment", options.environment],
    // Metaflow keeps spins in a local datastore of their own whatever is asked for.
    ["--datastore", kind === "spin" ? null : options.datastore],
    ["--datastore-root", kind === "spin" ? null : options.datastoreRoot],
    ["--metadata", options.metadata],
    ["--branch", options.branch],
  ];
  return [
    "--no-pylint",
    ...pairs.flatMap(([name, value]) => (value === null ? [] : [name, value])),
    ...options.with.flatMap((spec) => ["--with", spec]),
    ...(options.production ? ["--production"] : []),
    ...options.configs.flatMap(({ name, from, text }) => [
      from === "file" ? "--config" : "--config-value",
      name,
      text,
    ]),
  ];
}
