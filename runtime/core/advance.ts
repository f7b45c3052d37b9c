import type { FlowShape } from "./flowShape";
import { notTaken } from "./flowShape";
import { isMasked } from "./reason";
import type { RunEvent, RunState, StepRun, StepState, TaskRun, TaskState } from "./run";

/**
 * A run before its first event. `steps`: the flow's step names in source order; for a spin only
 * the one that is spun.
 */
export function newRun(run: {
  readonly key: string;
  readonly flow: string;
  readonly kind: "run" | "spin";
  readonly steps: readonly string[];
  readonly startedAt: number;
}): RunState {
  const { key, flow, kind, startedAt } = run;
  return {
    key,
    flow,
    kind,
    startedAt,
    runId: null,
    status: "starting",
    endedAt: null,
    steps: run.steps.map(newStep),
    reason: null,
  };
}

/**
 * The run after one event. Pure; steps and tasks that did not change keep their identity, and the
 * very same state comes back when nothing changed at all (output, say).
 *
 * A run whose status is `cancelled` while `endedAt` is null is still winding up. `shape` (see
 * `flowShape`) adds what the events alone do not tell: how many tasks a foreach's body will have,
 * and which branches of a switch were not taken.
 */
export function advance(state: RunState, event: RunEvent, shape?: FlowShape): RunState {
  switch (event.type) {
    case "started":
    case "output":
      return state;
    case "run-id":
      return { ...state, runId: event.runId, status: moving(state) };
    case "fan-out":
      return shape === undefined ? state : expectTasks(state, event.step, event.count, shape);
    case "task-started":
      return startTask(state, event, shape);
    case "task-succeeded":
      return changeTask(state, event, () => ({
        state: "succeeded",
        endedAt: event.at,
        reason: null,
      }));
    case "task-failed":
      return failTask(state, event);
    case "task-described":
      return changeTask(state, event, () => ({ index: event.index, label: event.label }));
    case "task-explained":
      return explainTask(state, event);
    case "cancel-requested":
      return state.endedAt === null ? { ...state, status: "cancelled" } : state;
    case "exited":
      return endRun(state, event);
  }
}

function moving(state: RunState): RunState["status"] {
  return state.status === "starting" ? "running" : state.status;
}

function newStep(name: string): StepRun {
  return {
    name,
    state: "pending",
    tasks: [],
    expected: null,
    startedAt: null,
    endedAt: null,
    reason: null,
  };
}

function startTask(
  state: RunState,
  event: Extract<RunEvent, { type: "task-started" }>,
  shape: FlowShape | undefined,
): RunState {
  const { step: name, task: id, attempt, pid, at } = event;
  const known = state.steps.find((step) => step.name === name);
  const step = known ?? newStep(name);
  const before = step.tasks.findLastIndex((task) => task.id === id);
  const old = before < 0 ? undefined : step.tasks[before];
  const task: TaskRun = {
    id,
    step: name,
    index: old?.index ?? null,
    label: old?.label ?? null,
    attempt,
    state: attempt > 0 ? "retrying" : "running",
    startedAt: at,
    endedAt: null,
    reason: attempt > 0 ? (old?.reason ?? null) : null,
    pid,
  };
  const tasks = before < 0 ? [...step.tasks, task] : step.tasks.with(before, task);
  const next = putStep({ ...state, status: moving(state) }, summed({ ...step, tasks }));
  const first = step.tasks.length === 0;
  return first && shape !== undefined && state.kind === "run" ? markNotTaken(next, shape) : next;
}

function failTask(state: RunState, event: Extract<RunEvent, { type: "task-failed" }>): RunState {
  const cancelled = state.status === "cancelled";
  const task: TaskState = cancelled ? "cancelled" : event.final ? "failed" : "retrying";
  const next = changeTask(state, event, () => ({
    state: task,
    endedAt: event.at,
    reason: cancelled ? null : event.reason,
  }));
  return task === "failed" && next !== state ? { ...next, status: "failing" } : next;
}

function explainTask(
  state: RunState,
  event: Extract<RunEvent, { type: "task-explained" }>,
): RunState {
  const next = changeTask(state, event, (task) =>
    task.attempt === event.attempt ? explained(task, event) : {},
  );
  const better = event.state === "failed" && event.reason !== null && isMasked(state.reason);
  return better ? { ...next, reason: event.reason } : next;
}

function explained(
  task: TaskRun,
  { state, reason }: Extract<RunEvent, { type: "task-explained" }>,
): Partial<TaskRun> {
  if (state === "failed") return task.state === "failed" || task.endedAt !== null ? { reason } : {};
  if (task.endedAt !== null) return {};
  if (state === "queued") return { state: "queued", reason };
  return { state: task.attempt > 0 ? "retrying" : "running", reason: null };
}

function changeTask(
  state: RunState,
  at: { readonly step: string; readonly task: string },
  change: (task: TaskRun) => Partial<TaskRun>,
): RunState {
  const step = state.steps.find(({ name }) => name === at.step);
  const index = step?.tasks.findLastIndex(({ id }) => id === at.task) ?? -1;
  const task = step?.tasks[index];
  if (step === undefined || task === undefined) return state;
  const tasks = step.tasks.with(index, { ...task, ...change(task) });
  return putStep(state, summed({ ...step, tasks }));
}

function putStep(state: RunState, step: StepRun): RunState {
  const index = state.steps.findIndex(({ name }) => name === step.name);
  const steps = index < 0 ? [...state.steps, step] : state.steps.with(index, step);
  return { ...state, steps };
}

/** A step with what its tasks say together. One pass: a foreach may have thousands of tasks. */
function summed(step: StepRun): StepRun {
  const { tasks } = step;
  // A retried task's own start moves on; the step's does not.
  let { startedAt } = step;
  let endedAt: number | null = null;
  let worst: TaskRun | undefined;
  for (const task of tasks) {
    if (worst === undefined || rank[task.state] < rank[worst.state]) worst = task;
    if (task.startedAt !== null) startedAt = Math.min(startedAt ?? Infinity, task.startedAt);
    if (task.endedAt !== null) endedAt = Math.max(endedAt ?? 0, task.endedAt);
  }
  const state = stepState(worst, tasks.length, step.expected);
  const over = state === "succeeded" || state === "failed" || state === "cancelled";
  const reason = worst === undefined || state === "running" ? null : worst.reason;
  return { ...step, state, startedAt, endedAt: over ? endedAt : null, reason };
}

/** Which of its tasks' states a step shows: what still goes on, else the worst end. */
const rank: Readonly<Record<TaskState, number>> = {
  running: 0,
  retrying: 1,
  queued: 2,
  failed: 3,
  cancelled: 4,
  unknown: 5,
  succeeded: 6,
  pending: 7,
};

function stepState(worst: TaskRun | undefined, count: number, expected: number | null): StepState {
  if (worst === undefined) return "pending";
  const toCome = worst.state === "succeeded" && expected !== null && count < expected;
  return toCome ? "running" : worst.state;
}

/**
 * A foreach announced `count` tasks: its target and the steps that follow it one to one, up to
 * the join, get that many more. A switch or an inner foreach on the way makes the rest unknown.
 */
function expectTasks(
  state: RunState,
  announcer: string,
  count: number,
  shape: FlowShape,
): RunState {
  const body = new Set<string>();
  const queue: (readonly [string, number])[] = (shape.get(announcer)?.next ?? []).map((name) => [
    name,
    0,
  ]);
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    const [name, splits] = item;
    const step = shape.get(name);
    if (step === undefined || body.has(name)) continue;
    const depth = step.kind === "join" ? splits - 1 : splits;
    if (depth < 0) continue;
    body.add(name);
    if (step.kind === "switch" || step.kind === "foreach") continue;
    for (const next of step.next) queue.push([next, step.kind === "split" ? depth + 1 : depth]);
  }
  const steps = state.steps.map((step) =>
    body.has(step.name) ? withExpected(step, (step.expected ?? 0) + count) : step,
  );
  return { ...state, steps };
}

function withExpected(step: StepRun, expected: number): StepRun {
  return step.tasks.length === 0 ? { ...step, expected } : summed({ ...step, expected });
}

function markNotTaken(state: RunState, shape: FlowShape): RunState {
  const started = new Set(state.steps.filter(({ tasks }) => tasks.length > 0).map((s) => s.name));
  const missed = notTaken(shape, started);
  const change = state.steps.some((step) => step.state === "pending" && missed.has(step.name));
  if (!change) return state;
  const steps = state.steps.map((step) =>
    step.state === "pending" && missed.has(step.name)
      ? { ...step, state: "not-taken" as const }
      : step,
  );
  return { ...state, steps };
}

function endRun(state: RunState, event: Extract<RunEvent, { type: "exited" }>): RunState {
  const status = endStatus(state, event);
  const steps = state.steps.map((step) => endStep(step, status, event.at));
  const reason = status === "failed" ? event.reason : null;
  return { ...state, status, steps, reason, endedAt: event.at };
}

function endStatus(
  state: RunState,
  { code, reason }: Extract<RunEvent, { type: "exited" }>,
): RunState["status"] {
  // A flow file that starts nothing also exits with 0.
  if (code === 0) return state.runId === null ? "failed" : "succeeded";
  if (state.status === "cancelled") return "cancelled";
  return code === null && reason === null && state.status !== "failing" ? "unknown" : "failed";
}

/** What can be said of a step once no process is left. */
function endStep(step: StepRun, status: RunState["status"], at: number): StepRun {
  if (step.tasks.length === 0) {
    const missed = status === "succeeded" && step.state === "pending";
    return missed ? { ...step, state: "not-taken" } : step;
  }
  const stopped: TaskState =
    status === "cancelled" || status === "failed" ? "cancelled" : "unknown";
  const open = (task: TaskRun): boolean =>
    task.state === "running" || task.state === "retrying" || task.state === "queued";
  // Fewer tasks than announced: the rest will never come, so the step is as done as it gets.
  const expected = step.expected === null ? null : step.tasks.length;
  if (!step.tasks.some(open)) {
    return expected === step.expected
      ? step
      : withAnnounced(step, expected, status === "succeeded" ? "succeeded" : stopped);
  }
  const tasks = step.tasks.map((task) =>
    open(task) ? { ...task, state: stopped, endedAt: at, reason: null } : task,
  );
  return { ...summed({ ...step, tasks, expected }), expected: step.expected };
}

function withAnnounced(step: StepRun, expected: number | null, stopped: TaskState): StepRun {
  const ended = summed({ ...step, expected });
  const state = ended.state === "succeeded" ? stopped : ended.state;
  return { ...ended, state, expected: step.expected };
}
