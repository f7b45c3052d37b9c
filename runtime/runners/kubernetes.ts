import { appendFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname } from "node:path";
import type { PrivateKubeconfig } from "../cluster/kubeconfig";
import { isClusterError } from "../cluster/connection";
import type { RunEvent } from "../core/run";
import { readConfiguration, type Configuration } from "../metaflow/configuration";
import { exists } from "../metaflow/files";
import { checkKubernetes, type Connect } from "./checkKubernetes";
import { removeLeftovers } from "./clusterCleanup";
import { baseEnvironment } from "./environment";
import { kubernetesArguments, onKubernetes } from "./kubernetesRequest";
import { localRunner, runRecord, startWith } from "./local";
import type { RunRecord, RunRequest, Runner } from "./runner";

/** What the end of a run needs. */
interface OnCluster extends Pick<RunRecord, "flow" | "logFile" | "cluster"> {
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
  readonly connect: Connect;
}

/**
 * Runs flows with each task in a pod: Metaflow's runner is a process here, as `localRunner` has
 * it, with a kubeconfig of its own that lives as long as the run. A run that was cancelled or
 * failed is over only when none of its pods is left. `connect`: of runtime/cluster/kubernetes.ts.
 */
export function createKubernetesRunner(connect: Connect): Runner {
  const kubeconfigs = new Map<string, string>();
  return {
    check: (request, signal) => checkKubernetes(request, connect, signal),
    start: (request, signal) => start(request, signal, connect, kubeconfigs),
    follow: (record, signal, options = {}) => {
      const events = localRunner.follow(record, signal);
      if (options.ended === true) return events;
      const environment = async (): Promise<NodeJS.ProcessEnv> =>
        baseEnvironment({ environment: (await options.environment?.()) ?? {} }, process.env);
      return cleanedAtEnd(events, { ...record, ...{ environment, connect } });
    },
    arguments: async (request) => {
      const { configuration } = await settingsOf(request);
      return kubernetesArguments(onKubernetes(request, configuration, null));
    },
    record: async (request, started) => {
      const record = await runRecord(request, started);
      const { cluster, key } = request;
      const kubeconfig = kubeconfigs.get(key);
      if (cluster === undefined || kubeconfig === undefined) return record;
      return { ...record, cluster: { ...cluster, kubeconfig } };
    },
  };
}

async function* start(
  request: RunRequest,
  signal: AbortSignal,
  connect: Connect,
  kubeconfigs: Map<string, string>,
): AsyncGenerator<RunEvent> {
  const { cluster, key, flow, logFile } = request;
  if (cluster === undefined) throw new Error("No cluster is chosen: choose a context.");
  const own = await privateKubeconfig(request, cluster.context);
  kubeconfigs.set(key, own.path);
  let started = false;
  try {
    const { configuration, environment } = await settingsOf(request);
    const there = onKubernetes(request, configuration, own.path);
    const events = startWith(there, kubernetesArguments(there), signal);
    const end = {
      ...{ flow, logFile, connect },
      environment: () => Promise.resolve(environment),
      cluster: { ...cluster, kubeconfig: own.path },
    };
    for await (const event of cleanedAtEnd(events, end)) {
      if (event.type === "started") {
        started = true;
        await own.keepWhile(event.pid);
      }
      yield event;
    }
  } finally {
    // Once it runs it needs the file for as long as it does, whether or not anyone watches.
    if (!started) own.dispose();
    kubeconfigs.delete(key);
  }
}

async function settingsOf(
  request: RunRequest,
): Promise<{ readonly configuration: Configuration; readonly environment: NodeJS.ProcessEnv }> {
  const environment = baseEnvironment(request, process.env);
  const home = environment["HOME"] ?? homedir();
  return { configuration: await readConfiguration(request.cwd, environment, home), environment };
}

async function privateKubeconfig(request: RunRequest, context: string): Promise<PrivateKubeconfig> {
  const { writePrivateKubeconfig } = await import("../cluster/kubeconfig.js");
  const environment = baseEnvironment(request, process.env);
  const home = environment["HOME"] ?? homedir();
  const own = await writePrivateKubeconfig({ environment, home, context });
  if ("sentence" in own) throw new Error(own.sentence);
  return own;
}

/** The run's events; before it counts as over, what it left on the cluster and here is removed. */
async function* cleanedAtEnd(
  events: AsyncIterable<RunEvent>,
  end: OnCluster,
): AsyncGenerator<RunEvent> {
  let runId: string | null = null;
  for await (const event of events) {
    if (event.type === "run-id") runId = event.runId;
    if (event.type !== "exited") {
      yield event;
      continue;
    }
    const left = event.code === 0 ? null : await clean(end, runId);
    if (left !== null) yield await tell(end, left);
    await removeKubeconfig(end);
    yield event;
  }
}

/** What could not be removed, in a sentence; null: nothing is left. */
async function clean(
  { flow, cluster, environment, connect }: OnCluster,
  runId: string | null,
): Promise<string | null> {
  // Without an id Metaflow had started nothing.
  if (cluster === undefined || runId === null) return null;
  const { context, namespace, stepNamespaces, kubeconfig } = cluster;
  try {
    const variables = await environment();
    // It goes with the run's process when no window sees its end: then the user's own leads there.
    const own = (await exists(kubeconfig)) ? { KUBECONFIG: kubeconfig } : {};
    const home = variables["HOME"] ?? homedir();
    const options = { environment: { ...variables, ...own }, home, context, allowExec: true };
    const run = { flow, runId };
    const left = await removeLeftovers(await connect(options), run, [namespace, ...stepNamespaces]);
    if (left.length === 0) return null;
    const names = left.map((one) => `${one.resource.slice(0, -1)} ${one.namespace}/${one.name}`);
    return `Still on the cluster of context ${context}: ${names.join(", ")}. Delete it there.`;
  } catch (error) {
    if (!isClusterError(error)) throw error;
    return `Pods of this run may be left in context ${context}, namespace ${namespace}. ${error.message}`;
  }
}

/** In the log too, for a window that comes later. */
async function tell({ logFile }: OnCluster, sentence: string): Promise<RunEvent> {
  const text = `[flowlens] ${sentence}\n`;
  await appendFile(logFile, text).catch(() => null);
  return { type: "output", at: Date.now(), step: null, task: null, text };
}

/** It is alone in a folder of its own, see `writePrivateKubeconfig`. */
async function removeKubeconfig({ cluster }: OnCluster): Promise<void> {
  const folder = cluster === undefined ? "" : dirname(cluster.kubeconfig);
  if (!basename(folder).startsWith("flowlens-kubeconfig-")) return;
  await rm(folder, { recursive: true, force: true }).catch(() => null);
}
