import { homedir } from "node:os";
import type { ConnectOptions, Connection, Right } from "../cluster/connection";
import { isClusterError } from "../cluster/connection";
import { readConfiguration } from "../metaflow/configuration";
import { missingPackages } from "../metaflow/packages";
import { neededPackages, remoteDatastore, type RemoteDatastore } from "../metaflow/remoteDatastore";
import { firstVersionWith, hasFeature } from "../metaflow/version";
import { checkLocal } from "./checkLocal";
import { jobSets } from "./clusterCleanup";
import { baseEnvironment } from "./environment";
import { onKubernetes } from "./kubernetesRequest";
import type { Obstacle, ObstacleAction, RunCluster, RunRequest } from "./runner";

/** Connects to one context; see runtime/cluster/kubernetes.ts. */
export type Connect = (options: ConnectOptions) => Promise<Connection>;

/** Milliseconds in which the cluster must answer each question. */
const callLimit = 10_000;

/**
 * What stands in the way of a run on Kubernetes, in the order in which a user would mend it. The
 * cluster is asked last, and only when nothing else is missing.
 */
export async function checkKubernetes(
  request: RunRequest,
  connect: Connect,
  signal?: AbortSignal,
): Promise<readonly Obstacle[]> {
  const environment = baseEnvironment(request, process.env);
  const home = environment["HOME"] ?? homedir();
  const configuration = await readConfiguration(request.cwd, environment, home);
  const datastore = remoteDatastore(request.options, configuration);
  const here = await checkLocal({ ...onKubernetes(request, configuration, null), kind: "run" });
  const before = [
    ...here,
    ...(request.kind === "spin" ? checkOneStep(request, datastore) : []),
    ...checkDatastore(request, datastore),
    ...(await checkPackages(request, environment, datastore)),
  ];
  if (before.some(({ severity }) => severity === "stop")) return before;
  const options = { environment, home, allowExec: true };
  const there = await checkCluster(request, connect, options, signal);
  return [...before, ...there, ...whereNotice(request)];
}

function stop(id: string, sentence: string, action: ObstacleAction | null = null): Obstacle {
  return { severity: "stop", id: `kubernetes/${id}`, sentence, action };
}

function whereNotice({ cluster }: RunRequest): readonly Obstacle[] {
  if (cluster === undefined) return [];
  const sentence = `Its tasks are pods in namespace ${cluster.namespace} of context ${cluster.context}.`;
  return [{ severity: "notice", id: "kubernetes/where", sentence, action: null }];
}

function checkOneStep(
  { metaflowVersion, stepDecorators, flow, step, pathspec }: RunRequest,
  datastore: ReturnType<typeof remoteDatastore>,
): readonly Obstacle[] {
  // What finds a task's inputs came with spin (`Task.parent_tasks`).
  if (hasFeature(metaflowVersion, "spin") === false) {
    const sentence = `Running one step needs Metaflow ${firstVersionWith("spin")} or newer, and ${metaflowVersion ?? "none"} is installed: upgrade it, or run the whole flow.`;
    return [stop("too-old", sentence, "install-metaflow")];
  }
  if (stepDecorators.includes("parallel")) {
    const sentence = `A single @parallel step cannot be run alone: run the whole flow instead of ${step ?? "it"}.`;
    return [stop("parallel", sentence)];
  }
  if (pathspec !== null || !isRemote(datastore)) return [];
  const sentence = `No earlier run of ${flow} in the ${datastore} datastore has reached ${step ?? "this step"}, so there is nothing to feed it: run the flow on Kubernetes first.`;
  return [stop("no-run", sentence, "run-flow-first")];
}

function isRemote(datastore: ReturnType<typeof remoteDatastore>): datastore is RemoteDatastore {
  return datastore === "s3" || datastore === "azure" || datastore === "gs";
}

function checkDatastore(
  { flow }: RunRequest,
  datastore: ReturnType<typeof remoteDatastore>,
): readonly Obstacle[] {
  if (isRemote(datastore)) return [];
  if (datastore === "none") {
    const sentence =
      "Pods need a datastore that they can reach: set METAFLOW_DATASTORE_SYSROOT_S3 (or …_AZURE, …_GS) in the environment file of this folder.";
    return [stop("no-datastore", sentence, "choose-env-file")];
  }
  const sentence =
    datastore === "several"
      ? `More than one remote datastore is set up, so it is not clear which one ${flow} uses: choose one.`
      : `The local datastore is set for ${flow}, and pods cannot reach it: choose another one.`;
  return [stop("datastore", sentence, "choose-datastore")];
}

async function checkPackages(
  { python }: RunRequest,
  environment: NodeJS.ProcessEnv,
  datastore: ReturnType<typeof remoteDatastore>,
): Promise<readonly Obstacle[]> {
  if (python === null || !isRemote(datastore)) return [];
  const packages = await missingPackages(python, environment, neededPackages(datastore));
  if (packages.length === 0) return [];
  const names = packages.join(" and ");
  const sentence = `Metaflow needs ${names} to run pods, and ${python} does not have ${packages.length === 1 ? "it" : "them"}: install ${packages.length === 1 ? "it" : "them"} there.`;
  return [{ ...stop("packages", sentence, "install-packages"), packages }];
}

async function checkCluster(
  { cluster }: RunRequest,
  connect: Connect,
  options: Omit<ConnectOptions, "context">,
  signal: AbortSignal | undefined,
): Promise<readonly Obstacle[]> {
  if (cluster === undefined) return [stop("no-cluster", "No cluster is chosen: choose a context.")];
  try {
    const connection = await connect({ ...options, context: cluster.context });
    const rights = await checkRights(connection, cluster, signal);
    const isStopped = rights.some(({ severity }) => severity === "stop");
    return isStopped ? rights : [...rights, ...(await checkJobSets(connection, cluster, signal))];
  } catch (error) {
    if (!isClusterError(error)) throw error;
    return [stop(error.trouble, error.message, "choose-cluster")];
  }
}

/** What Metaflow itself does there, and what cancelling needs besides. */
async function checkRights(
  connection: Connection,
  { context, namespace, stepNamespaces }: RunCluster,
  signal: AbortSignal | undefined,
): Promise<readonly Obstacle[]> {
  const options = { limit: callLimit, ...(signal && { signal }) };
  const can = (verb: Right["verb"], resource: Right["resource"], where: string): Promise<boolean> =>
    connection.can({ verb, resource, namespace: where }, options);
  const names = [...new Set([namespace, ...stepNamespaces])];
  const existing = await namespacesOf(connection, options);
  const answers = names.map(async (name): Promise<readonly Obstacle[]> => {
    if (existing?.has(name) === false) {
      const sentence = `There is no namespace ${name} in context ${context}: create it, or choose another one.`;
      return [stop("namespace", sentence, "choose-cluster")];
    }
    const [create, get, list, remove] = await Promise.all([
      can("create", "jobs", name),
      can("get", "jobs", name),
      can("list", "pods", name),
      can("delete", "jobs", name),
    ]);
    if (!create || !get || !list) {
      const what = [create ? "" : "create Jobs", get ? "" : "see Jobs", list ? "" : "list pods"];
      const sentence = `You have no right to ${what.filter((part) => part !== "").join(" or ")} in namespace ${name} of context ${context}: ask for a role that allows it, or choose another namespace.`;
      return [stop("rights", sentence, "choose-cluster")];
    }
    if (remove) return [];
    const sentence = `You have no right to delete Jobs in namespace ${name}: pods of a cancelled run can stay there.`;
    return [{ severity: "notice", id: "kubernetes/cleanup", sentence, action: null }];
  });
  return (await Promise.all(answers)).flat();
}

/** A notice only: by the time that step is reached somebody may have installed it. */
async function checkJobSets(
  connection: Connection,
  { context, namespace, parallel = false }: RunCluster,
  signal: AbortSignal | undefined,
): Promise<readonly Obstacle[]> {
  if (!parallel) return [];
  const options = { limit: callLimit, ...(signal && { signal }) };
  if ((await jobSets(connection, namespace, options)) !== null) return [];
  const sentence = `@parallel steps become JobSets, and the cluster of context ${context} has no such kind (jobset.x-k8s.io/v1alpha2): ask for the JobSet controller, or that step will fail.`;
  return [{ severity: "notice", id: "kubernetes/jobsets", sentence, action: null }];
}

/** Null where one may not know. */
async function namespacesOf(
  connection: Connection,
  options: { readonly limit: number; readonly signal?: AbortSignal },
): Promise<ReadonlySet<string> | null> {
  try {
    const { items } = await connection.list("namespaces", null, options);
    return new Set(items.map(({ metadata }) => String((metadata as { name?: unknown }).name)));
  } catch (error) {
    if (isClusterError(error) && (error.trouble === "forbidden" || error.trouble === "refused"))
      return null;
    throw error;
  }
}
