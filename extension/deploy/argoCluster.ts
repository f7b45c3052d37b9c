import { homedir } from "node:os";
import * as vscode from "vscode";
import type { Json } from "../../runtime/core/cluster/json";
import type { StartsNow } from "../../runtime/core/deploy/starts";
import { templateName } from "../../runtime/core/deploy/template";
import { isClusterError, type Connection } from "../../runtime/cluster/connection";
import { readDeployed, type ReadTemplate } from "../../runtime/deploy/deployed";
import { readStarts } from "../../runtime/deploy/starts";
import type { ClusterInUse } from "../cluster/clusterChoice";
import { log } from "../log";

/** Only a trusted workspace comes here, so a program that the kubeconfig names may log in. */
export async function connectTo({ context, environment }: ClusterInUse): Promise<Connection> {
  const { connect } = await import("../../runtime/cluster/kubernetes.js");
  return connect({ environment, home: homedir(), context, allowExec: true });
}

/** What a cluster has of a flow that is about to be deployed. */
export interface OnCluster {
  /** What is deployed under the template's name, or a sentence when that can't be found out. */
  readonly deployed: ReadTemplate;
  readonly starts: StartsNow;
}

/** Reads that; a cluster that can't be asked gives sentences. A cancelled one throws a cancellation. */
export async function readCluster(
  cluster: ClusterInUse | { readonly sentence: string },
  template: Json,
  signal: AbortSignal,
): Promise<OnCluster> {
  if ("sentence" in cluster) return unknown(cluster.sentence);
  try {
    const connection = await connectTo(cluster);
    const name = templateName(template) ?? "";
    const deployed = await readDeployed(connection, cluster.namespace, name, signal);
    if ("sentence" in deployed) return unknown(deployed.sentence);
    const existing = deployed.known ? deployed.template : null;
    const starts = await readStarts(connection, template, existing, signal);
    logUnknown(starts);
    return { deployed, starts };
  } catch (error) {
    if (signal.aborted) throw new vscode.CancellationError();
    if (isClusterError(error)) return unknown(error.message);
    throw error;
  }
}

function unknown(sentence: string): OnCluster {
  const starts = { schedule: { sentence }, events: { sentence }, deployed: false };
  return { deployed: { known: false, sentence }, starts };
}

function logUnknown({ schedule, events }: StartsNow): void {
  for (const part of [schedule, events])
    if (part !== null && typeof part === "object" && "sentence" in part)
      log().info(`What starts the deployed flow is not known: ${part.sentence}`);
}
