import { advance, newRun } from "../advance";
import type { FlowShape } from "../flowShape";
import type { RunEvent, RunState } from "../run";
import type { Workflow, WorkflowNode } from "./objects";
import type { Workload } from "./workload";

/** A run of a deployed flow, as it is to be drawn. */
export interface DrawnRun {
  readonly key: string;
  readonly flow: string;
  /** As Metaflow counts it: `argo-WORKFLOW`. */
  readonly runId: string;
  /** Of the flow's present text, which may have changed since it was deployed. */
  readonly shape: FlowShape;
}

/**
 * A run of a deployed flow in the words of runs here: its tasks as its Workflow's nodes tell them
 * (Argo Workflows 3.6), what they wait for and why they failed as their pods do. `workflow` is null
 * while none was seen; `now` in milliseconds since the epoch.
 */
export function argoRun(
  { key, flow, runId, shape }: DrawnRun,
  workflow: Workflow | null,
  workloads: readonly Workload[],
  now: number,
): RunState {
  const startedAt = timeOf(workflow?.meta.created ?? null, now);
  const steps = [...shape.keys()];
  const run = newRun({ key, flow, kind: "run", steps, startedAt });
  if (workflow === null) return run;
  const own = workloads.filter((one) => one.flow === flow && one.run === runId);
  const seen = lookUp(workflow, own, now);
  const events: RunEvent[] = [{ type: "run-id", at: startedAt, runId }];
  for (const node of seen.tasks) events.push(...eventsOf(node, seen));
  return [...cancelled(events, seen), ...ended(seen)].reduce(
    (state, event) => advance(state, event, shape),
    run,
  );
}

/** A Workflow with what is looked up in it: a foreach may have thousands of nodes. */
interface Seen {
  readonly workflow: Workflow;
  readonly now: number;
  readonly tasks: readonly WorkflowNode[];
  /** By the number that a pod's name shares with its node's id. */
  readonly pods: ReadonlyMap<string, Workload>;
  /** Task ids by the name of the node, without the attempt: only an attempt that ended tells one. */
  readonly ids: ReadonlyMap<string, string>;
  /** The phases of the nodes above attempts, by their name. */
  readonly retries: ReadonlyMap<string, string | null>;
}

function lookUp(workflow: Workflow, own: readonly Workload[], now: number): Seen {
  const { nodes } = workflow;
  const tasks = nodes.filter(
    ({ type, phase }) => type === "Pod" && phase !== "Omitted" && phase !== "Skipped",
  );
  const above = nodes.filter(({ type }) => type === "Retry");
  return {
    ...{ workflow, now, tasks: tasks.sort(byStart) },
    pods: new Map(own.map((one) => [hashOf(one.pod ?? ""), one])),
    ids: new Map(
      tasks.flatMap(({ name, taskId }) => (taskId === null ? [] : [[taskName(name), taskId]])),
    ),
    retries: new Map(above.map(({ name, phase }) => [name, phase])),
  };
}

function byStart(one: WorkflowNode, other: WorkflowNode): number {
  const [a, b] = [one.startedAt ?? "", other.startedAt ?? ""];
  return a < b ? -1 : a > b ? 1 : one.name < other.name ? -1 : 1;
}

/** The number at the end of a node's id and of its pod's name, by which Argo joins them. */
function hashOf(name: string): string {
  return /-(\d+)$/.exec(name)?.[1] ?? name;
}

/** A node's name without the number of its attempt. */
function taskName(name: string): string {
  return name.replace(/\(\d+\)$/, "");
}

function eventsOf(node: WorkflowNode, seen: Seen): RunEvent[] {
  const { workflow, now, pods, ids } = seen;
  const step = workflow.steps[node.template ?? ""];
  if (step === undefined) return [];
  const name = taskName(node.name);
  const about = { step, task: ids.get(name) ?? name };
  const attempt = Number(/\((\d+)\)$/.exec(node.name)?.[1] ?? 0);
  const started = timeOf(node.startedAt, now);
  const at = timeOf(node.finishedAt, now);
  const reason = pods.get(hashOf(node.id))?.reason ?? node.message;
  const begun: RunEvent = { type: "task-started", at: started, ...about, attempt, pid: null };
  switch (node.phase) {
    case "Succeeded":
      return [begun, { type: "task-succeeded", at, ...about }, ...fanOut(node, about, at)];
    case "Failed":
    case "Error": {
      const above = seen.retries.get(name);
      const final = above === undefined || above === "Failed" || above === "Error";
      return [begun, { type: "task-failed", at, ...about, reason, final }];
    }
    case "Running":
      return [begun];
    default: {
      const waits = { type: "task-explained", state: "queued", reason } as const;
      return [begun, { ...waits, at: started, ...about, attempt }];
    }
  }
}

function fanOut(
  { splits }: WorkflowNode,
  about: { readonly step: string; readonly task: string },
  at: number,
): RunEvent[] {
  return splits === null ? [] : [{ type: "fan-out", at, ...about, count: splits }];
}

/** What was shut down did not fail. */
function cancelled(events: readonly RunEvent[], { workflow, now }: Seen): RunEvent[] {
  if (workflow.shutdown === null) return [...events];
  const isShutDown = (event: RunEvent): boolean =>
    event.type === "task-failed" && /shutdown|[Tt]erminated|stopped/.test(event.reason ?? "");
  const request: RunEvent = { type: "cancel-requested", at: timeOf(workflow.finishedAt, now) };
  return [
    ...events.filter((event) => !isShutDown(event)),
    request,
    ...events.filter((event) => isShutDown(event)),
  ];
}

function ended({ workflow, tasks, pods, now }: Seen): RunEvent[] {
  const { phase, message, finishedAt } = workflow;
  if (phase !== "Succeeded" && phase !== "Failed" && phase !== "Error") return [];
  const failed = tasks.find((node) => node.phase === "Failed" || node.phase === "Error");
  const why = failed === undefined ? null : (pods.get(hashOf(failed.id))?.reason ?? failed.message);
  const code = phase === "Succeeded" ? 0 : 1;
  return [{ type: "exited", at: timeOf(finishedAt, now), code, reason: why ?? message }];
}

function timeOf(text: string | null, otherwise: number): number {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? otherwise : time;
}
