import { runOptions, runUsage, type RunOptions } from "./runArguments";
import { UsageError } from "./usageError";

export { UsageError } from "./usageError";

/** What the user asked for. */
export type Command =
  | { readonly name: "help" }
  | { readonly name: "version" }
  | GraphOptions
  | CheckOptions
  | PodsOptions
  | RunOptions;

export interface GraphOptions {
  readonly name: "graph";
  readonly paths: readonly string[];
  /** Only flows of this name. */
  readonly flow: string | null;
  readonly format: "json" | "mermaid";
}

export interface CheckOptions {
  readonly name: "check";
  readonly paths: readonly string[];
  readonly format: "text" | "json";
  readonly target: Target | null;
}

export interface PodsOptions {
  readonly name: "pods";
  /** A recording to read instead of a cluster. */
  readonly replay: string | null;
  /** The kubeconfig's context; null: its current one. */
  readonly context: string | null;
  /** Null: Metaflow's, else the context's. */
  readonly namespace: string | null;
  /** A file to write what the watches say to. */
  readonly record: string | null;
  /** When recording ends by itself, milliseconds; null: by Ctrl+C. */
  readonly duration: number | null;
  /** Only task attempts of this run. */
  readonly run: string | null;
  readonly format: "text" | "json";
}

/** Where a flow will be deployed. */
type Target = (typeof TARGETS)[number];

const TARGETS = ["argo", "kubeflow", "step-functions", "airflow"] as const;

export function usage(): string {
  return [
    "Usage:",
    "  flowlens graph PATH… [--flow NAME] [--format json|mermaid]",
    "  flowlens check PATH… [--format text|json] [--target argo|kubeflow|step-functions|airflow]",
    "  flowlens pods [--context C] [--namespace N] [--run ID] [--format text|json]",
    "  flowlens pods --record FILE [--for 60s] [--context C] [--namespace N]",
    "  flowlens pods --replay FILE [--run ID] [--format text|json]",
    ...runUsage,
    "  flowlens --help | --version",
    "",
    "PATH is a Python file, or a folder to search for flows. No user code is run.",
    "pods shows Metaflow's tasks on the kubeconfig's current context, and why they do not start.",
    "FILE is a recording of a cluster: one watch event a line, as JSON, without secrets.",
    "--record goes on until Ctrl+C, or as long as --for says.",
    "run prints the log and ends with Metaflow's exit code; --on docker gives each @kubernetes task,",
    "or the STEP, a container of its own. Ctrl+C ends the run and leaves nothing.",
    "Exit code: 0 no errors, 1 errors found, 2 wrong usage or a PATH that cannot be read.",
  ].join("\n");
}

/** Reads the command line (without node and the script). Throws a UsageError. */
export function parseArguments(words: readonly string[]): Command {
  const [name, ...rest] = words;
  const beforeRest = rest.slice(0, rest.includes("--") ? rest.indexOf("--") : rest.length);
  const asksHelp = [name, ...beforeRest].some((word) => word === "--help" || word === "-h");
  if (asksHelp || name === "help") return { name: "help" };
  if (name === "--version" || name === "-V") return { name: "version" };
  if (name === undefined) throw new UsageError("Say what to do: graph, check, pods or run.");
  if (name === "pods") return podsOptions(rest);
  if (name === "run") return runOptions(rest);
  if (name === "graph" || name === "check") return pathOptions(name, rest);
  throw new UsageError(
    name.startsWith("-") ? `There is no option ${name}.` : `There is no command ${name}.`,
  );
}

function pathOptions(name: "graph" | "check", rest: readonly string[]): Command {
  const known = name === "graph" ? ["flow", "format"] : ["format", "target"];
  const { paths, options } = split(name, rest, known);
  if (paths.length === 0) throw new UsageError(`${name} needs at least one file or folder.`);
  if (name === "check") {
    const target = options.has("target") ? choice(options, "target", TARGETS) : null;
    return { name, paths, format: choice(options, "format", ["text", "json"]), target };
  }
  const flow = options.get("flow") ?? null;
  return { name, paths, flow, format: choice(options, "format", ["json", "mermaid"]) };
}

function podsOptions(words: readonly string[]): PodsOptions {
  const known = ["replay", "run", "format", "record", "for", "context", "namespace"];
  const { paths, options } = split("pods", words, known);
  const text = (name: string): string | null => options.get(name) ?? null;
  const live = ["record", "context", "namespace"].find((option) => options.has(option));
  if (options.has("replay") && live !== undefined) {
    throw new UsageError(`--replay reads a file instead of a cluster: leave --${live} out.`);
  }
  if (options.has("for") && !options.has("record")) {
    throw new UsageError("--for says how long to record: write --record FILE too.");
  }
  if (paths[0] !== undefined) {
    throw new UsageError(`pods takes no path: what is ${paths[0]}? Use --replay FILE.`);
  }
  return {
    name: "pods",
    replay: text("replay"),
    context: text("context"),
    namespace: text("namespace"),
    record: text("record"),
    duration: duration(text("for")),
    run: text("run"),
    format: choice(options, "format", ["text", "json"]),
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** `60`, `60s`, `5m`, `1h` in milliseconds. */
function duration(text: string | null): number | null {
  if (text === null) return null;
  const [, count = "", unit = "s"] = /^(\d+)([smh])?$/.exec(text) ?? [];
  const value = Number(count) * (UNITS[unit] ?? 0);
  if (value > 0) return value;
  throw new UsageError(`--for is a time such as 60s or 5m, not ${text}.`);
}

function split(
  command: string,
  words: readonly string[],
  known: readonly string[],
): { paths: string[]; options: Map<string, string> } {
  const paths: string[] = [];
  const options = new Map<string, string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--") return { paths: [...paths, ...words.slice(i + 1)], options };
    if (!word.startsWith("-") || word === "-") {
      paths.push(word);
      continue;
    }
    const [, option = word, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (!known.includes(option)) {
      throw new UsageError(`${command} has no option ${word.split("=")[0] ?? word}.`);
    }
    const value = inline ?? words[++i];
    if (value === undefined || value === "") throw new UsageError(`--${option} needs a value.`);
    options.set(option, value);
  }
  return { paths, options };
}

/** The option's value, the first choice being the default. */
function choice<T extends string>(
  options: ReadonlyMap<string, string>,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const value = options.get(name);
  if (value === undefined) return choices[0];
  const found = choices.find((one) => one === value);
  if (!found) throw new UsageError(`--${name} is ${choices.join(" or ")}, not ${value}.`);
  return found;
}
