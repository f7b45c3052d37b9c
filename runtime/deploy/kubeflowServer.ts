import { join } from "node:path";
import { fields, items, text, whole, type Json } from "../core/cluster/json";
import { serverTrouble } from "../core/deploy/kubeflowRefusal";
import type { Refusal } from "../core/deploy/refusal";
import { runMetaflow, type MetaflowResult } from "./metaflowProcess";
import type { Deployed } from "./preview";

/** A server of Kubeflow Pipelines, and the Python that asks it as metaflow-kubeflow does. */
export interface KubeflowServer {
  readonly url: string;
  readonly python: string;
  /** The folder of our Metaflow package, with its programs. */
  readonly packageFolder: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What could not be learned, and why. `output` is for the log: it has no pipeline in it. */
export interface Unanswered {
  readonly known: false;
  readonly refusal: Refusal;
  readonly output: string;
}

/** A pipeline on a server. */
export interface DeployedPipeline {
  readonly id: string;
  readonly name: string;
}

/** A run of one, as Kubeflow tells it. */
export interface PipelineRun {
  readonly id: string;
  /** As Metaflow counts it: `kfp-ID`. */
  readonly runId: string;
  /** The id of its pipeline. */
  readonly pipeline: string;
  /** Pending, Running, Succeeded, Skipped, Failed, Canceling, Canceled, Paused. */
  readonly phase: string;
  readonly message: string | null;
  readonly createdAt: string | null;
  readonly finished: boolean;
}

/** The pipelines of a flow, and their runs, newest first. */
export interface FlowRuns {
  readonly pipelines: readonly DeployedPipeline[];
  readonly runs: readonly PipelineRun[];
}

/** The newest version of a pipeline: `template` is its `pipeline_spec`. */
type NewestVersion = Extract<Deployed, { known: true }> & {
  /** Of its recurring runs. */
  readonly crons: readonly string[];
};

/** Asks for the newest version of a pipeline. */
export async function readPipeline(
  server: KubeflowServer,
  name: string,
  signal: AbortSignal,
): Promise<NewestVersion | Unanswered> {
  const asked = await ask(server, ["deployed", name], signal);
  if (!asked.known) return asked;
  if (asked.answer === null) return { known: true, template: null, crons: [] };
  const { spec, crons } = asked.answer;
  return {
    known: true,
    template: fields(spec),
    crons: items(crons).flatMap((cron) => text(cron) ?? []),
  };
}

/** The runs of a flow, whose pipeline may have another `name`; at most the last 50. */
export async function readRuns(
  server: KubeflowServer,
  flow: string,
  name: string | null,
  signal: AbortSignal,
): Promise<({ readonly known: true } & FlowRuns) | Unanswered> {
  const asked = await ask(server, ["runs", flow, ...(name === null ? [] : [name])], signal);
  if (!asked.known) return asked;
  const { pipelines, runs } = asked.answer ?? {};
  return {
    known: true,
    pipelines: items(pipelines).map((one) => ({
      id: text(fields(one)["id"]) ?? "",
      name: text(fields(one)["name"]) ?? "",
    })),
    runs: items(runs).map((one) => runOf(fields(one))),
  };
}

function runOf(run: Json): PipelineRun {
  const id = text(run["id"]) ?? "";
  const state = text(run["state"]) ?? "PENDING";
  return {
    id,
    runId: `kfp-${id}`,
    pipeline: text(run["pipeline"]) ?? "",
    phase: state.charAt(0) + state.slice(1).toLowerCase(),
    message: text(run["error"]),
    createdAt: text(run["createdAt"]),
    // The ones that metaflow-kubeflow 0.0.4 does not terminate any more.
    finished: ["SUCCEEDED", "SKIPPED", "FAILED", "CANCELED"].includes(state),
  };
}

/** Milliseconds; each call of the server has ten seconds in the program. */
const LIMIT = 45_000;

async function ask(
  { url, python, packageFolder, cwd, env }: KubeflowServer,
  question: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly known: true; readonly answer: Json | null } | Unanswered> {
  const program = join(packageFolder, "programs", "kubeflow_server.py");
  const args = ["-u", program, url, ...question];
  const result = await runMetaflow({ python, args, cwd, env, limit: LIMIT }, signal);
  signal.throwIfAborted();
  const answer = answerIn(result);
  if (answer === undefined) return { known: false, ...unanswered(result) };
  const failed = text(answer?.["failed"]);
  if (failed === null) return { known: true, answer };
  const refusal = serverTrouble(whole(answer?.["status"]));
  return { known: false, refusal, output: failed };
}

/** Undefined: there is none. */
function answerIn({ code, stdout }: MetaflowResult): Json | null | undefined {
  if (code !== 0) return undefined;
  try {
    const answer: unknown = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    return answer === null ? null : fields(answer);
  } catch {
    return undefined;
  }
}

function unanswered({ ended, output }: MetaflowResult): Omit<Unanswered, "known"> {
  if (ended === "limit") return { refusal: serverTrouble(null), output };
  const sentence = "kfp, the client of Kubeflow Pipelines, failed: see the log.";
  return { refusal: { sentence, next: null }, output };
}
