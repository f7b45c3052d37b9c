import type { ContainerStatus, Job, KubeEvent, Pod, WorkflowNode } from "./objects";
import { quantity } from "./quantity";
import type { Request } from "./scheduleCause";
import type { Seen, SeenPod } from "./state";

/** All that is known of one task attempt. */
export interface Evidence {
  readonly pod: SeenPod | null;
  readonly job: Seen<Job> | null;
  /** The Workflow's node of an Argo pod; it may exist without its pod. */
  readonly node: WorkflowNode | null;
  /** The Workflow was told to stop. */
  readonly shutdown: boolean;
  /** Newest first, each kind of object apart. */
  readonly podEvents: readonly KubeEvent[];
  readonly jobEvents: readonly KubeEvent[];
  readonly claimEvents: readonly KubeEvent[];
}

export type WorkloadState = "pending" | "running" | "succeeded" | "failed" | "stopped";

/** How far the attempt is, before its cause is known. */
export function stateOf(evidence: Evidence): WorkloadState {
  const { pod, node } = evidence;
  const ended = endOf(evidence);
  // A pod that is taken away while it waits is told to have failed at times.
  if (ended === "failed" && isAskedToStop(evidence) && !hasEnded(pod)) return "stopped";
  if (ended !== null) return ended;
  if (isStopping(evidence)) return "stopped";
  if (pod !== null) return isRunning(pod.object) ? "running" : "pending";
  return node?.phase === "Running" ? "running" : "pending";
}

/** Its end was asked for, or what it is made of is being deleted. */
export function isStopping(evidence: Evidence): boolean {
  const { pod, job } = evidence;
  const deleted = pod?.object.meta.deleting === true || pod?.gone === true || job?.gone === true;
  return deleted || isAskedToStop(evidence);
}

/** Metaflow sets the Job's parallelism to 0, Argo shuts the Workflow down. */
export function isAskedToStop({ job, shutdown }: Evidence): boolean {
  return shutdown || job?.object.parallelism === 0;
}

/** Its own container came to a real end, not one that the kubelet made up. */
function hasEnded(pod: SeenPod | null): boolean {
  const state = pod === null ? undefined : mainStatus(pod.object)?.state;
  return state?.kind === "terminated" && state.reason !== "ContainerStatusUnknown";
}

function endOf(evidence: Evidence): "succeeded" | "failed" | null {
  const { pod } = evidence;
  const own = pod === null ? null : podEnd(pod);
  if (own !== "failed" && isDone(evidence, "Complete", "Completed")) return "succeeded";
  if (own !== null) return own;
  if (isDone(evidence, "Failed", "BackoffLimitExceeded")) return "failed";
  // The pod leads the Workflow's node by seconds: ask it only where the pod can't say.
  if (pod !== null && !pod.gone) return null;
  const phase = evidence.node?.phase;
  if (phase === "Succeeded") return "succeeded";
  return phase === "Failed" || phase === "Error" ? "failed" : null;
}

function podEnd({ object, gone }: SeenPod): "succeeded" | "failed" | null {
  const code = exitCode(object);
  if (object.phase === "Succeeded" || (gone && code === 0)) return "succeeded";
  return object.phase === "Failed" || (code !== null && code !== 0) ? "failed" : null;
}

function exitCode(pod: Pod): number | null {
  const state = mainStatus(pod)?.state;
  return state?.kind === "terminated" ? state.exitCode : null;
}

/** The Job says so itself, or did in an event. */
function isDone({ job, jobEvents }: Evidence, type: string, reason: string): boolean {
  const conditions = job?.object.conditions ?? [];
  return (
    conditions.some((one) => one.type === type && one.status === "True") ||
    jobEvents.some((event) => event.reason === reason)
  );
}

function isRunning(pod: Pod): boolean {
  const main = mainStatus(pod);
  if (main !== undefined) return main.state.kind === "running" || main.state.kind === "terminated";
  return pod.phase === "Running" || pod.phase === "Unknown";
}

/** The step's own container: in Argo's pods it stands beside others. */
export function mainStatus(pod: Pod): ContainerStatus | undefined {
  const name = mainName(pod);
  return pod.statuses.find((one) => !one.init && one.name === name);
}

function mainName(pod: Pod): string | undefined {
  const named = pod.meta.annotations["kubectl.kubernetes.io/default-container"];
  if (named !== undefined) return named;
  const step = pod.meta.annotations["metaflow/step_name"]?.replaceAll("_", "-");
  const names = [
    ...pod.containers.map(({ name }) => name),
    ...pod.statuses.filter(({ init }) => !init).map(({ name }) => name),
  ];
  return (
    names.find((name) => name === step || name === "main") ??
    names.find((name) => name !== "wait") ??
    names[0]
  );
}

/** The pod's containers, the step's own first. */
export function statusesMainFirst(pod: Pod): readonly ContainerStatus[] {
  const main = mainStatus(pod);
  return main === undefined ? pod.statuses : [main, ...pod.statuses.filter((one) => one !== main)];
}

/** The step's own container has run: what was in its way before is over. */
export function hasStarted({ pod, podEvents }: Evidence): boolean {
  const main = pod === null ? undefined : mainStatus(pod.object);
  if (main?.state.kind === "running") return true;
  if (main?.state.kind === "terminated") return main.state.startedAt !== null;
  const name = pod === null ? undefined : mainName(pod.object);
  return podEvents.some(
    ({ reason, message }) =>
      reason === "Started" && (name === undefined || message.endsWith(` ${name}`)),
  );
}

/**
 * What the pod (or the Job's template) asks for: the sum over the containers that run together, or
 * what one that runs before them asks for, if that is more (as the scheduler reckons).
 */
export function requestOf({ pod, job }: Evidence): Request {
  const containers = pod?.object.containers ?? job?.object.containers ?? [];
  const resources: Record<string, number> = {};
  const together = containers.filter(({ ends }) => !ends);
  for (const { ends, requests, limits } of [...together, ...containers.filter((one) => one.ends)]) {
    for (const [name, text] of Object.entries({ ...limits, ...requests })) {
      const asked = quantity(text) ?? 0;
      const known = resources[name] ?? 0;
      resources[name] = ends ? Math.max(known, asked) : known + asked;
    }
  }
  return { resources, nodeSelector: pod?.object.nodeSelector ?? {} };
}
