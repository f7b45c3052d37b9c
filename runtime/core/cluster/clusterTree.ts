import type { TaskState } from "../run";
import { mainStatus } from "./evidence";
import type { ObjectMeta } from "./objects";
import type { ClusterState, SeenPod } from "./state";
import { timeOf } from "./timeline";
import type { WorkloadCache } from "./workloadCache";
import { workloads, type Workload } from "./workloads";

/** What was seen of a cluster as flow → run → step → task, each newest first. */
export interface ClusterTree {
  readonly flows: readonly ClusterFlow[];
  /** Every task attempt by its key. */
  readonly attempts: ReadonlyMap<string, Attempt>;
  /** How many older runs are left out of it. */
  readonly left: number;
}

interface ClusterFlow {
  readonly name: string;
  readonly runs: readonly ClusterRun[];
}

export interface ClusterRun {
  readonly id: string;
  readonly steps: readonly ClusterStep[];
}

export interface ClusterStep {
  readonly name: string;
  readonly tasks: readonly ClusterTask[];
}

/** A task with its attempts, the newest first: that one speaks for the task. */
export interface ClusterTask {
  readonly label: string;
  readonly newest: Attempt;
  readonly earlier: readonly Attempt[];
}

/** A Job, an Argo pod or node, as long as it is seen. */
export interface Attempt {
  /** The same for as long as the attempt is shown. */
  readonly key: string;
  readonly workload: Workload;
  /** In the words of the interface; `cancelled` stands for stopped by whomever. */
  readonly state: TaskState;
  readonly pod: SeenPod | null;
  /** Since when its own container runs, milliseconds. */
  readonly startedAt: number | null;
}

interface Options {
  /** Milliseconds since the epoch; null for a recording (see `explain`). */
  readonly now?: number | null;
  /** The foreach value of a task where it is known: `region=eu-west`. */
  readonly labelOf?: (workload: Workload) => string | null;
  readonly belongs?: (meta: ObjectMeta) => boolean;
  /** How many runs `keepNewestRuns` has taken out of the state. */
  readonly left?: number;
  /** For trees that follow each other: see `workloads`. */
  readonly cache?: WorkloadCache;
}

/** Groups all task attempts that were seen. */
export function clusterTree(state: ClusterState, options: Options = {}): ClusterTree {
  const { labelOf = () => null, left = 0, ...rest } = options;
  const pods = new Map<string, SeenPod>();
  for (const pod of state.pods.values()) pods.set(podKey(pod.object.meta), pod);
  const attempts = new Map<string, Attempt>();
  for (const workload of workloads(state, rest)) {
    const pod =
      workload.pod === null ? undefined : pods.get(podKey({ ...workload, name: workload.pod }));
    const attempt = attemptOf(workload, pod ?? null, attempts);
    attempts.set(attempt.key, attempt);
  }
  const flows = groups([...attempts.values()], ({ workload }) => workload.flow ?? "unknown flow");
  return {
    ...{ attempts, left },
    flows: flows.map(([name, own]) => ({ name, runs: runsOf(own, labelOf) })),
  };
}

/** The pod of the cluster by its name. */
function podKey({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}

function attemptOf(
  workload: Workload,
  pod: SeenPod | null,
  known: ReadonlyMap<string, Attempt>,
): Attempt {
  const { namespace, job, run, step, task } = workload;
  const name =
    job !== null
      ? `job/${job}`
      : workload.pod !== null
        ? `pod/${workload.pod}`
        : `node/${run}/${step}/${task}`;
  let key = `${namespace}/${name}`;
  for (let copy = 2; known.has(key); copy++) key = `${namespace}/${name}#${copy}`;
  const main = pod === null ? undefined : mainStatus(pod.object);
  const started = main?.state.kind === "running" ? timeOf(main.state.startedAt) : 0;
  return { key, workload, state: shownState(workload), pod, startedAt: started || null };
}

function shownState({ state, cause, reason, attempt }: Workload): TaskState {
  switch (state) {
    case "pending":
      return reason === null ? "pending" : "queued";
    case "running":
      if (cause === "node-lost") return "unknown";
      return attempt !== null && attempt > 0 ? "retrying" : "running";
    case "stopped":
      return "cancelled";
    case "succeeded":
    case "failed":
      return state;
  }
}

function runsOf(
  attempts: readonly Attempt[],
  labelOf: (workload: Workload) => string | null,
): ClusterRun[] {
  return groups(attempts, ({ workload }) => workload.run ?? "unknown run").map(([id, ofRun]) => ({
    id,
    steps: groups(ofRun, ({ workload }) => workload.step ?? "unknown step").map(
      ([name, ofStep]) => ({ name, tasks: tasksOf(ofStep, labelOf) }),
    ),
  }));
}

/** Failed tasks first, then what needs a look; the rest newest first. */
function tasksOf(
  attempts: readonly Attempt[],
  labelOf: (workload: Workload) => string | null,
): ClusterTask[] {
  const tasks = groups(attempts, taskKey).flatMap(([, own]): ClusterTask[] => {
    const [newest, ...earlier] = own.toSorted(byAttempt);
    if (newest === undefined) return [];
    return [{ label: labelOf(newest.workload) ?? taskLabel(newest), newest, earlier }];
  });
  return tasks.sort((one, other) => rank(one) - rank(other));
}

const order: readonly TaskState[] = [
  "failed",
  "unknown",
  "queued",
  "retrying",
  "running",
  "pending",
  "cancelled",
  "succeeded",
];

function rank({ newest }: ClusterTask): number {
  return order.indexOf(newest.state);
}

/** Argo numbers the tries of a node, and learns the task's id only at its end. */
function taskKey(attempt: Attempt): string {
  const { key, workload } = attempt;
  return nodeName(attempt)?.replace(/\(\d+\)$/, "") ?? workload.task ?? key;
}

function nodeName({ pod }: Attempt): string | null {
  return pod?.object.meta.annotations["workflows.argoproj.io/node-name"] ?? null;
}

function byAttempt({ workload: one }: Attempt, { workload: other }: Attempt): number {
  return (other.attempt ?? 0) - (one.attempt ?? 0) || timeOf(other.created) - timeOf(one.created);
}

/** Without the foreach value: which item it is (Argo tells), else Metaflow's number of the task. */
function taskLabel(attempt: Attempt): string {
  const items = [...(nodeName(attempt) ?? "").matchAll(/\((\d+):/g)].map(([, index]) =>
    String(Number(index) + 1),
  );
  if (items.length > 0) return `item ${items.join(".")}`;
  const { task, step } = attempt.workload;
  return task === null ? (step ?? "task") : `task ${task}`;
}

/** In order of each group's first member. */
function groups<T>(members: readonly T[], keyOf: (member: T) => string): [string, T[]][] {
  const found = new Map<string, T[]>();
  for (const member of members) {
    const key = keyOf(member);
    const own = found.get(key);
    if (own === undefined) found.set(key, [member]);
    else own.push(member);
  }
  return [...found];
}
