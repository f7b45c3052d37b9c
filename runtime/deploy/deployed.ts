import { fields, text, texts, type Json } from "../core/cluster/json";
import type { Connection } from "../cluster/connection";
import type { Deployed } from "./preview";
import { readObject } from "./readObject";

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
  const place = { resource: "workflowtemplates", namespace, name } as const;
  const read = await readObject(connection, place, signal);
  if (read === "absent") return { known: true, template: null };
  if (read !== "no-such-kind")
    return "object" in read ? { known: true, template: read.object } : { known: false, ...read };
  const sentence = `Argo Workflows is not installed in the cluster of context ${connection.context}: install it there, or choose another context.`;
  return { known: false, sentence };
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
  /** As Kubernetes writes times: `2026-11-22T05:00:00Z`. */
  readonly createdAt: string | null;
  readonly finished: boolean;
}

/** A flow on a cluster. */
export interface DeployedFlow {
  /** The WorkflowTemplate's name. */
  readonly name: string;
  readonly owner: string | null;
  /** `user.tester`, `test.b`, `prod`, `prod.b`; null: it is in no project. */
  readonly branch: string | null;
  readonly deployedAt: string | null;
}

/** The templates of that flow in a namespace (one for each branch, or name), by name. */
export async function deployedFlows(
  connection: Connection,
  namespace: string,
  flow: string,
  signal: AbortSignal,
): Promise<readonly DeployedFlow[]> {
  const labels = "app.kubernetes.io/part-of=metaflow,app.kubernetes.io/name=metaflow-flow";
  const options = { signal, labels };
  const { items: templates } = await connection.list("workflowtemplates", namespace, options);
  return templates
    .filter((template) => annotationsOf(template)["metaflow/flow_name"] === flow)
    .map(flowOf)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function flowOf(template: Json): DeployedFlow {
  const annotations = annotationsOf(template);
  return {
    name: text(fields(template["metadata"])["name"]) ?? "",
    owner: annotations["metaflow/owner"] ?? null,
    branch: annotations["metaflow/branch_name"] ?? null,
    deployedAt: annotations["metaflow/deployment_timestamp"] ?? null,
  };
}

function annotationsOf(object: Json): Readonly<Record<string, string>> {
  return texts(fields(object["metadata"])["annotations"]);
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
    .sort((one, other) => ((one.createdAt ?? "") < (other.createdAt ?? "") ? 1 : -1));
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
    createdAt: text(metadata["creationTimestamp"]),
    finished: text(status["finishedAt"]) !== null,
  };
}

/** A Workflow says nothing about a failed or stuck task: only its nodes do. */
function nodeMessage(status: Json): string | null {
  const nodes = Object.values(fields(status["nodes"])).map(fields);
  const told = nodes.filter((node) => node["type"] === "Pod" && text(node["message"]) !== null);
  const worst = told.find(({ phase }) => phase === "Failed" || phase === "Error") ?? told[0];
  return text(worst?.["message"]);
}
