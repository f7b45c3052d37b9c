import { readFileSync } from "node:fs";
import { readRecording } from "../core/cluster/recording";
import { advanceAll, emptyCluster, type ClusterState } from "../core/cluster/state";
import { workloads, type Workload } from "../core/cluster/workloads";
import type { PodsOptions } from "./arguments";
import { listPods, recordPods } from "./livePods";
import { printError, printJson, printText } from "./output";
import { podsText } from "./podsText";

/** As many of a cluster's runs are shown as text; JSON has all. */
const MOST_RUNS = 20;

/**
 * `flowlens pods`: the task attempts on a cluster, or those of a recording as they were at its end;
 * of a recording without any task of Metaflow, all its pods and Jobs. `--record` writes a
 * recording, then tells of it as `--replay` would. Exit code 2: the cluster or the file can't be
 * read.
 */
export async function podsCommand(options: PodsOptions): Promise<number> {
  if (options.replay !== null) return replay(options.replay, options);
  if (options.record === null) {
    const found = await listPods(options);
    if (found === null) return 2;
    const where = ` in namespace ${found.namespace} (context ${found.context})`;
    return print(found.workloads, options, where, MOST_RUNS);
  }
  return (await recordPods(options.record, options)) ? replay(options.record, options) : 2;
}

function replay(file: string, options: PodsOptions): number {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    printError(`Cannot read ${file} (${code}): name a recording, one watch event a line.`);
    return 2;
  }
  const { changes, damaged, end } = readRecording(content);
  // A recording is cut off where it ends; another kind of file has hardly a line that can be read.
  if (damaged > changes.length) {
    printError(`${file} is no recording: it has one watch event a line, as JSON.`);
    return 2;
  }
  if (damaged > 0) printError(`${file}: left out ${damaged} damaged line${plural(damaged)}.`);
  return print(recordedWorkloads(advanceAll(emptyCluster, changes), end), options);
}

/**
 * Metaflow's tasks. A recording that has none was made of other pods on purpose, such as a trial of
 * what a cluster says: then all are told, but for Argo's exit hooks.
 */
function recordedWorkloads(state: ClusterState, end: number | null): readonly Workload[] {
  const when = { now: end, causes: "at-once" } as const;
  const tasks = workloads(state, when);
  if (tasks.length > 0) return tasks;
  return workloads(state, {
    ...when,
    belongs: ({ labels }) => labels["workflows.argoproj.io/on-exit"] === undefined,
  });
}

function print(
  all: readonly Workload[],
  { run, format }: PodsOptions,
  where = "",
  most = Number.POSITIVE_INFINITY,
): number {
  const wanted = all.filter((one) => run === null || one.run === run);
  if (format === "text") printText(podsText(wanted, most) || `No Metaflow tasks found${where}.`);
  else
    printJson({
      version: 1,
      workloads: wanted.map((one) => ({
        ...one,
        events: one.events.map((event) => ({ ...event })),
      })),
    });
  return 0;
}

function plural(count: number): string {
  return count === 1 ? "" : "s";
}
