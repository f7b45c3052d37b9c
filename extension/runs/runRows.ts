import type {
  RunState,
  RunStatus,
  StepRun,
  StepState,
  TaskRun,
  TaskState,
} from "../../runtime/core/run";
import { whereSuffix, type Where } from "../../runtime/core/where";
import { duration, stateWord, statusWord } from "../../runtime/core/words";

/** Codicon and colour of a state; the same glyph vocabulary as in the drawing. */
export interface StateLook {
  readonly icon: string;
  /** A colour of the theme; null: the row's own. */
  readonly color: string | null;
}

const looks: Record<StepState, StateLook> = {
  pending: { icon: "circle-outline", color: null },
  queued: { icon: "watch", color: "testing.iconQueued" },
  running: { icon: "loading~spin", color: "charts.blue" },
  succeeded: { icon: "pass", color: "charts.green" },
  failed: { icon: "error", color: "charts.red" },
  retrying: { icon: "debug-restart", color: "charts.orange" },
  cancelled: { icon: "circle-slash", color: null },
  "not-taken": { icon: "circle-slash", color: null },
  unknown: { icon: "question", color: null },
};

const statusLooks: Record<RunStatus, StateLook> = {
  starting: looks.running,
  running: looks.running,
  failing: { icon: "loading~spin", color: "charts.red" },
  succeeded: looks.succeeded,
  failed: looks.failed,
  cancelled: looks.cancelled,
  unknown: looks.unknown,
};

export function stateLook(state: StepState): StateLook {
  return looks[state];
}

export function statusLook(run: RunState): StateLook {
  const windingUp = run.status === "cancelled" && isActive(run);
  return windingUp ? { icon: "loading~spin", color: null } : statusLooks[run.status];
}

/** Whether a run is still going on (a cancelled one may still be winding up). */
export function isActive(run: RunState): boolean {
  return run.endedAt === null;
}

/** Joins what there is to say with ` · `. */
function say(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

function timeOf(
  run: { readonly startedAt: number | null; readonly endedAt: number | null },
  now: number,
): string | null {
  return run.startedAt === null ? null : duration((run.endedAt ?? now) - run.startedAt);
}

/**
 * A run's description: `ValueError: no rows · Docker · 12s · 1741`; the long id last, where it may
 * be cut.
 */
export function runDescription(run: RunState, now: number, where: Where = "here"): string {
  const reason = run.status === "failed" || run.status === "failing" ? reasonOf(run) : null;
  return say(reason ?? runWord(run), whereSuffix(where), timeOf(run, now), run.runId);
}

/** A run's state in a word or two. */
export function runWord(run: RunState): string {
  return run.status === "cancelled" && isActive(run) ? "cancelling" : statusWord(run.status);
}

/**
 * What a screen reader says of a row: the state that the icon shows is said too, unless the
 * description begins with it.
 */
export function spokenRow(label: string, word: string, description: string): string {
  const parts = description === "" ? [] : description.split(" · ");
  const said = parts[0]?.startsWith(word) === true ? parts : [word, ...parts];
  return [label, ...said].join(", ");
}

/** Why a run failed: its own reason, else that of its first failed step. */
export function reasonOf(run: RunState): string | null {
  return run.reason ?? run.steps.find(({ reason }) => reason !== null)?.reason ?? null;
}

/** A step's description: its one task's, or the counts of many. */
export function stepDescription(step: StepRun, run: RunState, now: number): string {
  const [only] = step.tasks;
  if (only !== undefined && step.tasks.length === 1 && (step.expected ?? 1) <= 1)
    return taskDescription(only, now);
  if (step.tasks.length > 0) return say(countsOf(step), step.reason, timeOf(step, now));
  if (step.state === "pending") return pendingDescription(run);
  return say(step.state === "failed" ? (step.reason ?? "failed") : stateWord(step.state));
}

/** A step that waits, or never will start because another one failed. */
function pendingDescription(run: RunState): string {
  const failed = run.steps.find(({ state }) => state === "failed");
  if (failed !== undefined) return `will not start: ${failed.name} failed`;
  return isActive(run) ? stateWord("pending") : "did not start";
}

/** A task's description: the reason first where there is one. */
export function taskDescription(task: TaskRun, now: number): string {
  const time = timeOf(task, now);
  const attempt = task.attempt > 0 ? `attempt ${task.attempt + 1}` : null;
  switch (task.state) {
    case "failed":
      return say(task.reason ?? "failed", attempt, time);
    case "retrying":
      return say(`attempt ${task.attempt + 2}`, task.reason);
    case "queued":
      return task.reason === null ? "waits" : `waits: ${task.reason}`;
    case "pending":
    case "running":
    case "succeeded":
    case "cancelled":
    case "unknown":
      return say(stateWord(task.state), attempt, time);
  }
}

/** `37/100 · 2 failed · 3 running`: how far a step of many tasks is. */
export function countsOf(step: StepRun): string {
  const total = Math.max(step.expected ?? 0, step.tasks.length);
  const count = (state: TaskState): number =>
    step.tasks.filter((task) => task.state === state).length;
  const part = (state: TaskState): string | null =>
    count(state) === 0 ? null : `${count(state)} ${stateWord(state)}`;
  return say(
    `${count("succeeded")}/${total}`,
    part("failed"),
    part("retrying"),
    part("queued"),
    part("running"),
  );
}

/** A task's label: the foreach value, else its place; never a bare id. */
export function taskLabel(task: TaskRun): string {
  if (task.label !== null) return task.label;
  return task.index === null ? task.step : `item ${task.index + 1}`;
}

/** More succeeded tasks than this fold into one row. */
const foldAbove = 5;

const order: readonly TaskState[] = [
  "failed",
  "retrying",
  "running",
  "queued",
  "unknown",
  "cancelled",
  "pending",
  "succeeded",
];

/** A step's tasks as rows: the ones that need a look first, the many succeeded in one row. */
export function taskRows(tasks: readonly TaskRun[]): {
  readonly shown: readonly TaskRun[];
  readonly folded: readonly TaskRun[];
} {
  const sorted = [...tasks].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const succeeded = sorted.filter((task) => task.state === "succeeded");
  if (succeeded.length <= foldAbove) return { shown: sorted, folded: [] };
  return { shown: sorted.filter((task) => task.state !== "succeeded"), folded: succeeded };
}

/** The steps of a run that have begun or will; branches that a switch passed by come last. */
export function stepRows(run: RunState): readonly StepRun[] {
  const began = (step: StepRun): number =>
    step.state === "not-taken" ? Infinity : (step.startedAt ?? Number.MAX_SAFE_INTEGER);
  return [...run.steps].sort((a, b) => compare(began(a), began(b)));
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
