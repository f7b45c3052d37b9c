import { spawn } from "node:child_process";
import { join } from "node:path";
import { isDict, isFloat, isUnknown, type Plain } from "../../runtime/core/configuration/plain";
import { projectRoot } from "./oracle";

/** One request to test/oracle/kubernetes_facts.py; paths are relative to a folder that is HOME, too. */
export interface KubernetesRequest {
  readonly files: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly decorators: readonly string[];
  readonly with: readonly string[];
  readonly job?: boolean;
  /** Of the gang of a `@parallel` step, for its JobSet. */
  readonly members?: number;
}

export interface KubernetesFacts {
  readonly refused?: string;
  /** Null for a step that is not for Kubernetes. Dicts as lists of pairs, floats marked. */
  readonly attributes?: Readonly<Record<string, unknown>> | null;
  readonly timeout?: number;
  readonly job?: unknown;
}

interface AboutOracle {
  readonly metaflow: string;
  readonly python: string;
}

/** Asks the installed Metaflow about all requests; each is answered in a process of its own. */
export async function askKubernetes(
  python: string,
  requests: readonly KubernetesRequest[],
): Promise<{ about: AboutOracle; answers: readonly KubernetesFacts[] }> {
  const { about, answers } = await askOracle(python, requests);
  return { about, answers: answers as KubernetesFacts[] };
}

/** The same about many steps in one environment, all in one process. */
export async function askBatch(
  python: string,
  env: Readonly<Record<string, string>>,
  steps: readonly (readonly string[])[],
): Promise<{ about: AboutOracle; answers: readonly KubernetesFacts[] }> {
  const batch = steps.map((decorators) => ({ decorators }));
  const { about, answers } = await askOracle(python, [{ env, cwd: "project", batch }]);
  const [answer] = answers as readonly { readonly answers: readonly KubernetesFacts[] }[];
  return { about, answers: answer?.answers ?? [] };
}

async function askOracle(
  python: string,
  requests: readonly unknown[],
): Promise<{ about: AboutOracle; answers: readonly unknown[] }> {
  const script = join(projectRoot(), "test", "oracle", "kubernetes_facts.py");
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(python, ["-W", "ignore", script], { env });
  let out = "";
  let problems = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (problems += text));
  child.stdin.end(requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const lines = out.split("\n").filter((line) => line !== "");
  if (code !== 0 || lines.length !== requests.length + 1)
    throw new Error(`the oracle ended with ${String(code)}: ${problems.slice(-2000)}`);
  const [about, ...answers] = lines.map((line) => JSON.parse(line) as unknown);
  return { about: about as AboutOracle, answers };
}

/** A value in the oracle's notation. */
export function asFact(value: Plain): unknown {
  if (isDict(value)) return { dict: [...value].map(([key, one]) => [key, asFact(one)]) };
  if (Array.isArray(value)) return (value as readonly Plain[]).map(asFact);
  return isFloat(value) || isUnknown(value) ? { ...value } : value;
}
