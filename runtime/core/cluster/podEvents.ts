import { isMasked } from "../reason";
import type { RunEvent, RunState, StepRun, TaskRun } from "../run";
import { ownMark } from "../runnerOutput";
import type { Workload } from "./workloads";

type Told = Extract<RunEvent, { type: "task-explained" | "output" }>;

/**
 * What a cluster knows of a run's tasks and Metaflow does not tell, as events of that run: that a
 * task's pod waits and why (Metaflow 2.19 says its state once, at the start), that it runs now,
 * and why it failed. Empty when the run's state says it all already. Each reason also goes to the
 * run's log, once. `at`: milliseconds since the epoch.
 */
export function podEvents(run: RunState, workloads: readonly Workload[], at: number): Told[] {
  if (run.runId === null) return [];
  const own = workloads.filter((one) => one.flow === run.flow && one.run === run.runId);
  return own.flatMap((workload) => {
    const step = run.steps.find(({ name }) => name === workload.step);
    const task = step === undefined ? undefined : taskOf(step, workload);
    return task === undefined ? [] : told(task, workload, at);
  });
}

/** Its task by id; Argo's pods tell none before their end. */
function taskOf({ tasks }: StepRun, { task, attempt }: Workload): TaskRun | undefined {
  const [only] = tasks;
  const found =
    tasks.findLast(({ id }) => id === task) ??
    (task === null && tasks.length === 1 ? only : undefined);
  return found?.attempt === (attempt ?? 0) ? found : undefined;
}

function told(task: TaskRun, workload: Workload, at: number): Told[] {
  const found = changeOf(task, workload);
  if (found === null) return [];
  const { step, id, attempt } = task;
  const event = { type: "task-explained", at, step, task: id, attempt, ...found } as const;
  if (found.reason === null) return [event];
  const verb = found.state === "queued" ? "waits" : "failed";
  const remedy = workload.remedy === null ? "" : ` ${workload.remedy}`;
  const text = `${ownMark}${workload.pod ?? workload.job ?? step} ${verb}: ${found.reason}.${remedy}\n`;
  return [event, { type: "output", at, step, task: id, text }];
}

interface Change {
  readonly state: "queued" | "running" | "failed";
  readonly reason: string | null;
}

/** What is to be said of the task, null when it is known. */
function changeOf(task: TaskRun, workload: Workload): Change | null {
  if (task.endedAt === null) return changeOfOpen(task, workload);
  const { state, cause, reason } = workload;
  const failed = task.state === "failed" || task.state === "retrying";
  if (!failed || (state !== "failed" && state !== "stopped")) return null;
  if (reason === null || task.reason === reason) return null;
  // An exception's own words are Metaflow's to quote: it has the whole traceback.
  const isKnown = cause === "exception" && task.reason !== null && !isMasked(task.reason);
  return isKnown ? null : { state: "failed", reason };
}

function changeOfOpen(task: TaskRun, { state, reason }: Workload): Change | null {
  const waits = task.state === "queued";
  if (state === "pending") {
    return waits && task.reason === reason ? null : { state: "queued", reason };
  }
  return waits ? { state: "running", reason: null } : null;
}
