import { setTimeout as sleep } from "node:timers/promises";
import { isClusterError, type Connection, type ListOptions } from "../cluster/connection";
import type { Json } from "../core/cluster/json";
import { leftoversOf, type Leftover, type MarkedRun } from "../core/cluster/leftovers";

const label = "app.kubernetes.io/part-of=metaflow";

/** Milliseconds for the whole of it, for one call, and between two looks. */
const limits = { whole: 30_000, call: 10_000, pause: 400 };

/**
 * Deletes the JobSets, Jobs and pods of a run that have not ended, and looks until nothing of it is left:
 * a Job that was asked for in the run's last moment may come late. The answer names what is left
 * after all that. Rejects with a ClusterError when the cluster cannot be asked.
 */
export async function removeLeftovers(
  connection: Pick<Connection, "list" | "remove">,
  run: MarkedRun,
  namespaces: readonly string[],
  { whole, call, pause } = limits,
): Promise<readonly Leftover[]> {
  const deadline = Date.now() + whole;
  let clean = 0;
  for (;;) {
    const left = await look(connection, run, namespaces, call);
    clean = left.length === 0 ? clean + 1 : 0;
    if (clean === 2 || Date.now() > deadline) return left;
    for (const object of left) await connection.remove(object, { limit: call });
    await sleep(pause);
  }
}

async function look(
  connection: Pick<Connection, "list">,
  run: MarkedRun,
  namespaces: readonly string[],
  limit: number,
): Promise<readonly Leftover[]> {
  const options = { labels: label, limit };
  const found = await Promise.all(
    [...new Set(namespaces)].map(async (namespace) => {
      const [jobsets, jobs, pods] = await Promise.all([
        jobSets(connection, namespace, options),
        connection.list("jobs", namespace, options),
        connection.list("pods", namespace, options),
      ]);
      return leftoversOf(run, { jobsets: jobsets ?? [], jobs: jobs.items, pods: pods.items });
    }),
  );
  return found.flat();
}

/**
 * The JobSets of a namespace; null: the cluster has no such kind. None where one may not see them:
 * who may not, could not create any.
 */
export async function jobSets(
  connection: Pick<Connection, "list">,
  namespace: string,
  options: ListOptions,
): Promise<readonly Json[] | null> {
  try {
    return (await connection.list("jobsets", namespace, options)).items;
  } catch (error) {
    if (isClusterError(error) && error.trouble === "not-found") return null;
    if (isClusterError(error) && error.trouble === "forbidden") return [];
    throw error;
  }
}
