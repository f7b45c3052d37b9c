import { fields, items, text, type Json } from "../core/cluster/json";
import { isClusterError, type Connection } from "../cluster/connection";
import type { Deployed } from "./preview";

/** What of a template on a cluster could be learned, and if nothing, why. */
export type ReadTemplate = Deployed | { readonly known: false; readonly sentence: string };

/**
 * The WorkflowTemplate of that name; a cluster that can't be asked, or has no Argo Workflows, gives
 * a sentence. Rejects only when it is cancelled.
 */
export async function readDeployed(
  connection: Connection,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<ReadTemplate> {
  try {
    const object = { resource: "workflowtemplates", namespace, name } as const;
    return { known: true, template: await connection.get(object, { signal }) };
  } catch (error) {
    if (!isClusterError(error) || error.trouble === "cancelled") throw error;
    if (error.trouble !== "not-found") return { known: false, sentence: error.message };
    // The API server names the object that is missing, but not when it lacks the whole kind.
    if (error.detail.includes(`"${name}" not found`)) return { known: true, template: null };
    const sentence = `Argo Workflows is not installed in the cluster of context ${connection.context}: install it there, or choose another context.`;
    return { known: false, sentence };
  }
}

/** A run of a deployed flow. */
export interface DeployedRun {
  /** The Workflow's name. */
  readonly workflow: string;
  /** As Metaflow counts it: `argo-WORKFLOW`. */
  readonly runId: string;
  /** Pending, Running, Succeeded, Failed, Error; Pending as well while Argo has not seen it. */
  readonly phase: string;
  /** What Argo says about it; often nothing, even when it failed. */
  readonly message: string | null;
  /** `3/6`: done and known tasks. */
  readonly progress: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/** The Workflows that were made of a template, newest first. */
export async function deployedRuns(
  connection: Connection,
  namespace: string,
  template: string,
  signal: AbortSignal,
): Promise<readonly DeployedRun[]> {
  // One that Argo has not seen yet has no labels, so all are asked for.
  const { items: workflows } = await connection.list("workflows", namespace, { signal });
  return workflows
    .filter((workflow) => templateOf(workflow) === template)
    .map(runOf)
    .sort((one, other) => other.createdAt - one.createdAt);
}

function templateOf(workflow: Json): string | null {
  return text(fields(fields(workflow["spec"])["workflowTemplateRef"])["name"]);
}

function runOf(workflow: Json): DeployedRun {
  const metadata = fields(workflow["metadata"]);
  const status = fields(workflow["status"]);
  const name = text(metadata["name"]) ?? "";
  return {
    workflow: name,
    runId: `argo-${name}`,
    phase: text(status["phase"]) ?? "Pending",
    message: text(status["message"]) ?? nodeMessage(status),
    progress: text(status["progress"]),
    createdAt: timeOf(metadata["creationTimestamp"]) ?? 0,
    finishedAt: timeOf(status["finishedAt"]),
  };
}

/** A Workflow says nothing about a failed or stuck task: only its nodes do. */
function nodeMessage(status: Json): string | null {
  const nodes = items(Object.values(fields(status["nodes"]))).map(fields);
  const told = nodes.filter((node) => node["type"] === "Pod" && text(node["message"]) !== null);
  const worst = told.find(({ phase }) => phase === "Failed" || phase === "Error") ?? told[0];
  return text(worst?.["message"]);
}

function timeOf(value: unknown): number | null {
  const time = Date.parse(text(value) ?? "");
  return Number.isNaN(time) ? null : time;
}
