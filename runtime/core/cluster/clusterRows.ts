import type { TaskState } from "../run";
import { duration } from "../words";
import { attemptRow } from "./attemptRow";
import { counted, say, type ClusterRow, type ClusterSubject } from "./clusterRow";
import type { Attempt, ClusterRun, ClusterStep, ClusterTask, ClusterTree } from "./clusterTree";
import { containerRows } from "./containerRows";
import { eventRows } from "./eventRows";
import { timeOf } from "./timeline";

/** More succeeded tasks of a step than this fold into one row. */
const FOLD_ABOVE = 5;
/** So many pods in trouble of a run are opened by themselves. */
const OPENED = 2;

/** The rows below a subject; null: those of the whole tree. Newest first. */
export function rowsBelow(
  tree: ClusterTree,
  subject: ClusterSubject | null,
  now: number,
): readonly ClusterRow[] {
  if (subject === null) {
    return [...tree.flows.map((flow) => flowRow(flow.name, flow.runs)), ...leftRows(tree)];
  }
  switch (subject.type) {
    case "flow": {
      const runs = tree.flows.find(({ name }) => name === subject.flow)?.runs ?? [];
      return runs.map((run, index) => runRow(subject.flow, run, index === 0, now));
    }
    case "run":
      return stepRows(subject, runOf(tree, subject), now);
    case "step":
    case "folded":
      return taskRows(subject, runOf(tree, subject), now);
    case "pod":
    case "older":
      return detailRows(tree, subject, now);
    case "event":
    case "container":
    case "left":
      return [];
  }
}

/** That there is more than one sees must be said. */
function leftRows({ left }: ClusterTree): readonly ClusterRow[] {
  if (left === 0) return [];
  const row: ClusterRow = {
    ...{ id: "left", label: `${counted(left, "older run")} not shown`, description: "" },
    ...{ look: null, can: ["left"], open: "leaf", subject: { type: "left" } },
  };
  return [row];
}

interface InRun {
  readonly flow: string;
  readonly run: string;
}

function runOf(tree: ClusterTree, { flow, run }: InRun): ClusterRun | undefined {
  return tree.flows.find(({ name }) => name === flow)?.runs.find(({ id }) => id === run);
}

function flowRow(flow: string, runs: readonly ClusterRun[]): ClusterRow {
  const waits = tasksOf(runs).filter(({ newest }) => newest.state === "queued").length;
  return {
    id: `flow/${flow}`,
    label: flow,
    description: say(counted(runs.length, "run"), waits === 0 ? null : waitsWord(waits)),
    look: "flow",
    can: ["flow"],
    open: "open",
    subject: { type: "flow", flow },
  };
}

function runRow(flow: string, run: ClusterRun, newest: boolean, now: number): ClusterRow {
  const tasks = tasksOf([run]);
  const attempts = tasks.flatMap((task) => [task.newest, ...task.earlier]);
  const pods = attempts.filter(({ workload }) => workload.pod !== null).length;
  const created = Math.min(...attempts.map(({ workload }) => timeOf(workload.created)));
  const goesOn = tasks.some(({ newest: { state } }) => !ended.has(state));
  return {
    id: `run/${flow}/${run.id}`,
    label: run.id,
    description: say(
      pods === 0 ? null : counted(pods, "pod"),
      stateCounts(tasks) || "succeeded",
      created === 0 ? null : `${duration(now - created)} old`,
    ),
    look: "run",
    can: ["run"],
    open: newest || goesOn ? "open" : "closed",
    subject: { type: "run", flow, run: run.id },
  };
}

const ended: ReadonlySet<TaskState> = new Set(["succeeded", "failed", "cancelled"]);

function stepRows(place: InRun, run: ClusterRun | undefined, now: number): readonly ClusterRow[] {
  const opened = openedOf(run);
  const { flow, run: id } = place;
  return (run?.steps ?? []).map(({ name, tasks }) => {
    const [only] = tasks;
    if (only !== undefined && tasks.length === 1) return taskRow(only, name, opened.has(only), now);
    return {
      id: `step/${flow}/${id}/${name}`,
      label: name,
      description: stepDescription(tasks),
      look: worst(tasks),
      can: ["step"],
      open: tasks.some(isTroubled) ? "open" : "closed",
      subject: { type: "step", flow, run: id, step: name },
    };
  });
}

function stepDescription(tasks: readonly ClusterTask[]): string {
  const reason = tasks.find(isTroubled)?.newest.workload.reason ?? null;
  const counts = stateCounts(tasks);
  return counts === ""
    ? `${tasks.length} succeeded`
    : say(counted(tasks.length, "task"), counts, reason);
}

function taskRows(
  { type, flow, run: id, step }: InRun & { type: "step" | "folded"; step: string },
  run: ClusterRun | undefined,
  now: number,
): readonly ClusterRow[] {
  const { shown, folded } = foldSucceeded(run?.steps.find(({ name }) => name === step));
  const opened = openedOf(run);
  const rows = (type === "folded" ? folded : shown).map((task) =>
    taskRow(task, task.label, opened.has(task), now),
  );
  if (type === "folded" || folded.length === 0) return rows;
  return [
    ...rows,
    {
      id: `folded/${flow}/${id}/${step}`,
      label: `${folded.length} succeeded`,
      description: "",
      look: "succeeded",
      can: ["folded"],
      open: "closed",
      subject: { type: "folded", flow, run: id, step },
    },
  ];
}

function foldSucceeded(step: ClusterStep | undefined): {
  readonly shown: readonly ClusterTask[];
  readonly folded: readonly ClusterTask[];
} {
  const tasks = step?.tasks ?? [];
  const done = tasks.filter(({ newest }) => newest.state === "succeeded");
  if (done.length <= FOLD_ABOVE) return { shown: tasks, folded: [] };
  return { shown: tasks.filter((task) => !done.includes(task)), folded: done };
}

function taskRow(task: ClusterTask, label: string, opened: boolean, now: number): ClusterRow {
  return { ...attemptRow(task.newest, label, now), open: opened ? "open" : "closed" };
}

function openedOf(run: ClusterRun | undefined): ReadonlySet<ClusterTask> {
  const troubled = run === undefined ? [] : tasksOf([run]).filter(isTroubled);
  return new Set(troubled.slice(0, OPENED));
}

/** Below a pod: its events, its containers, and its task's earlier attempts. */
function detailRows(
  tree: ClusterTree,
  { type, key }: { readonly type: "pod" | "older"; readonly key: string },
  now: number,
): readonly ClusterRow[] {
  const attempt = tree.attempts.get(key);
  if (attempt === undefined) return [];
  const events = eventRows(attempt, type, now);
  if (type === "older") return events;
  const earlier = taskOf(tree, attempt)?.earlier ?? [];
  return [
    ...events,
    ...containerRows(attempt),
    ...earlier.map((one) => attemptRow(one, `attempt ${(one.workload.attempt ?? 0) + 1}`, now)),
  ];
}

/** The task whose newest attempt this is. */
function taskOf(tree: ClusterTree, attempt: Attempt): ClusterTask | undefined {
  const { flow, run, step } = attempt.workload;
  if (flow === null || run === null) return undefined;
  const steps = runOf(tree, { flow, run })?.steps ?? [];
  return steps
    .find(({ name }) => name === step)
    ?.tasks.find(({ newest }) => newest.key === attempt.key);
}

function tasksOf(runs: readonly ClusterRun[]): readonly ClusterTask[] {
  return runs.flatMap(({ steps }) => steps.flatMap(({ tasks }) => tasks));
}

function isTroubled({ newest: { state } }: ClusterTask): boolean {
  return state === "queued" || state === "failed" || state === "unknown";
}

/** What still goes on, what waits before all; else the worst end. */
const severity: readonly TaskState[] = [
  "queued",
  "unknown",
  "retrying",
  "running",
  "pending",
  "failed",
  "cancelled",
  "succeeded",
];

function worst(tasks: readonly ClusterTask[]): TaskState {
  const states = new Set(tasks.map(({ newest }) => newest.state));
  return severity.find((state) => states.has(state)) ?? "pending";
}

const words: readonly (readonly [TaskState, string])[] = [
  ["failed", "failed"],
  ["unknown", "lost"],
  ["retrying", "retrying"],
  ["running", "running"],
  ["pending", "pending"],
  ["cancelled", "stopped"],
];

/** `1 waits · 1 failed · 3 running`; empty when all succeeded. */
function stateCounts(tasks: readonly ClusterTask[]): string {
  const count = (state: TaskState): number =>
    tasks.filter(({ newest }) => newest.state === state).length;
  const waits = count("queued");
  const parts = words.map(([state, word]) =>
    count(state) === 0 ? null : `${count(state)} ${word}`,
  );
  return say(waits === 0 ? null : waitsWord(waits), ...parts);
}

function waitsWord(count: number): string {
  return count === 1 ? "1 waits" : `${count} wait`;
}
