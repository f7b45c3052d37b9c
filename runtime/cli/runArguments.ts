import { UsageError } from "./usageError";

export interface RunOptions {
  readonly name: "run";
  readonly file: string;
  /** Null: the whole flow. */
  readonly step: string | null;
  readonly on: "here" | "docker";
  /** `[name, value]` as they were written. */
  readonly parameters: readonly (readonly [string, string])[];
  /** Null: the one that the file starts. */
  readonly flow: string | null;
  /** `RUN/STEP/TASK` that feeds the step; null: the latest. */
  readonly from: string | null;
  /** Null: the activated environment's, the folder's, or the first on PATH. */
  readonly python: string | null;
  readonly envFile: string | null;
}

/** The lines about `run` in the usage. */
export const runUsage = [
  "  flowlens run FILE [STEP] [--on here|docker] [--param NAME=VALUE]… [--flow NAME]",
  "               [--from RUN/STEP/TASK] [--env-file FILE] [--python PROGRAM]",
] as const;

/** Reads the words after `run`. Throws a UsageError. */
export function runOptions(words: readonly string[]): RunOptions {
  const { places, options } = split(words);
  const [file, step = null, ...more] = places;
  if (file === undefined) throw new UsageError("run needs a flow's file.");
  if (more[0] !== undefined) {
    throw new UsageError(`run takes a file and a step: what is ${more[0]}?`);
  }
  const last = (name: string): string | null =>
    options.findLast((option) => option.name === name)?.value ?? null;
  return {
    ...{ name: "run", file, step },
    on: place(last("on") ?? "here"),
    parameters: options.flatMap(({ name, value }) => (name === "param" ? [parameter(value)] : [])),
    flow: last("flow"),
    from: last("from"),
    python: last("python"),
    envFile: last("env-file"),
  };
}

interface Option {
  readonly name: string;
  readonly value: string;
}

/** In the order in which they were written; `--param` may come again and again. */
function split(words: readonly string[]): { places: string[]; options: Option[] } {
  const places: string[] = [];
  const options: Option[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (!word.startsWith("-")) {
      places.push(word);
      continue;
    }
    const [, name, inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined || !known.includes(name)) {
      throw new UsageError(`run has no option ${word.split("=")[0] ?? word}.`);
    }
    const value = inline ?? words[++i] ?? "";
    if (value === "") throw new UsageError(`--${name} needs a value.`);
    options.push({ name, value });
  }
  return { places, options };
}

const known: readonly string[] = ["on", "param", "flow", "from", "python", "env-file"];

function place(word: string): RunOptions["on"] {
  if (word === "here" || word === "docker") return word;
  throw new UsageError(`--on is here or docker, not ${word}.`);
}

function parameter(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at).replace(/^--/, ""), text.slice(at + 1)];
  throw new UsageError(`--param is NAME=VALUE, not ${text}.`);
}
