import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What Metaflow itself says about a step; `type` and lines are as Metaflow has them. */
export interface StepFacts {
  readonly name: string;
  readonly path?: string;
  readonly type: string | null;
  readonly line: number;
  readonly next_line: number;
  readonly next: readonly string[];
  readonly foreach: unknown;
  readonly num_parallel: unknown;
  readonly condition: string | null;
  readonly cases: Readonly<Record<string, string>>;
  readonly matching_join: string | null;
  /** These three are missing from recorded facts. */
  readonly parallel?: boolean;
  readonly invalid?: boolean;
  readonly decorators?: readonly DecoratorFacts[];
}

export interface DecoratorFacts {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface CheckFacts {
  readonly check: string;
  readonly line: number | null;
  /** The exception with which Metaflow's check itself ended. */
  readonly crash?: string;
}

export interface FlowFacts {
  readonly flow: string;
  readonly line: number;
  readonly main: boolean;
  readonly subclassed?: boolean;
  readonly lint: "ok" | CheckFacts;
  readonly lint_all: readonly CheckFacts[];
  readonly steps: readonly StepFacts[];
  readonly parameters?: readonly { readonly attribute: string; readonly name: string }[];
  readonly decorators?: readonly DecoratorFacts[];
}

export interface FileFacts {
  readonly import_error?: {
    readonly type: string;
    readonly message: string;
    readonly line: number;
  };
  readonly oracle_error?: string;
  readonly flows?: readonly FlowFacts[];
}

/** Which Metaflow answered, and the decorators it knows. */
export interface About {
  readonly metaflow: string;
  readonly step_decorators: readonly string[];
  readonly flow_decorators: readonly string[];
  /** The options of each step decorator. */
  readonly options: Readonly<Record<string, readonly string[]>>;
}

/** What a decorator does with options: accepts them (null) or refuses them, at import or later. */
export type DecoratorAnswer = {
  readonly when: "import" | "init";
  readonly type: string;
  readonly message: string;
} | null;

export type OracleRequest =
  | { readonly path: string; readonly call?: boolean; readonly stub?: boolean }
  | { readonly decorators: readonly string[] };

/** The checkout's root: the nearest folder upwards that holds our package.json. */
export function projectRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (isOurs(join(folder, "package.json"))) return folder;
  }
  return process.cwd();
}

function isOurs(manifest: string): boolean {
  try {
    return (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string }).name === "flowlens";
  } catch {
    return false;
  }
}

/** The Python that has Metaflow, or null when this machine offers none. */
export function metaflowPython(): string | null {
  return process.env["FLOWLENS_TEST_PYTHON"] ?? null;
}

/**
 * Puts all requests to one Metaflow process and returns its answers in order.
 * Rejects with what Python printed when it ends early.
 */
export async function askMetaflow(
  python: string,
  requests: readonly OracleRequest[],
): Promise<{ about: About; answers: unknown[] }> {
  const scratch = mkdtempSync(join(tmpdir(), "flowlens-oracle-"));
  try {
    const script = join(projectRoot(), "test", "oracle", "graph_facts.py");
    const lines = await run(python, script, scratch, requests);
    if (lines.length !== requests.length + 1) {
      throw new Error(`Metaflow answered ${lines.length - 1} of ${requests.length} requests`);
    }
    const [about, ...answers] = lines.map((line) => JSON.parse(line) as unknown);
    return { about: about as About, answers };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function run(
  python: string,
  script: string,
  cwd: string,
  requests: readonly OracleRequest[],
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", HOME: cwd };
    const child = spawn(python, ["-W", "ignore", script], { cwd, env });
    let out = "";
    let problems = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (problems += text));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(out.split("\n").filter((line) => line !== ""));
      else reject(new Error(`the oracle ended with ${String(code)}: ${problems.slice(-2000)}`));
    });
    child.stdin.end(requests.map((request) => JSON.stringify(request) + "\n").join(""));
  });
}

/** `askMetaflow` for files, keyed by path. */
export async function factsOf(
  python: string,
  paths: readonly string[],
  options: { readonly call?: boolean; readonly stub?: boolean } = {},
): Promise<{ about: About; facts: Map<string, FileFacts> }> {
  const requests = paths.map((path) => ({ path, ...options }));
  const { about, answers } = await askMetaflow(python, requests);
  return { about, facts: new Map(paths.map((path, i) => [path, answers[i] as FileFacts])) };
}
