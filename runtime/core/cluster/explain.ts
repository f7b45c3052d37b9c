import { explainNode } from "./argoCause";
import { explainCreate } from "./createCause";
import { explainContainerEnd } from "./endCause";
import {
  hasStarted,
  isAskedToStop,
  isStopping,
  mainStatus,
  requestOf,
  stateOf,
  statusesMainFirst,
  type Evidence,
} from "./evidence";
import { explanation, type Explanation } from "./explanation";
import { graceOf } from "./grace";
import type { KubeEvent } from "./objects";
import { explainKubelet } from "./kubeletCause";
import { evicted, explainJobEnd, explainPodEnd, nodeLost, timedOut } from "./podEndCause";
import { explainUnschedulable } from "./scheduleCause";
import { timeOf } from "./timeline";
import { explainUnheard } from "./unheardCause";
import type { SeenPod } from "./state";

/** A cause, and from when on it counts: milliseconds since the epoch, 0 for at once. */
export interface Explained {
  readonly explanation: Explanation | null;
  /** A waiting pod gets the grace that fits its cause. */
  readonly from: number;
}

/**
 * Why a task attempt does not start, or how it ended badly; no explanation when all is well or
 * nothing is known yet.
 */
export function explain(evidence: Evidence): Explained {
  switch (stateOf(evidence)) {
    case "succeeded":
      return { explanation: null, from: 0 };
    case "running":
      return { explanation: explainRunning(evidence), from: 0 };
    case "failed":
      return { explanation: explainEnd(evidence) ?? explainUnknown(evidence), from: 0 };
    case "stopped":
      return { explanation: explainEnd(evidence) ?? explainStopped(evidence), from: 0 };
    case "pending": {
      const explanation = explainPending(evidence);
      return { explanation, from: explanation === null ? 0 : graceEnd(explanation, evidence) };
    }
  }
}

function graceEnd({ cause }: Explanation, evidence: Evidence): number {
  const created = evidence.pod?.object.meta.created ?? evidence.job?.object.meta.created ?? null;
  const since = timeOf(created ?? evidence.node?.startedAt ?? null);
  const grows = evidence.podEvents.some(({ reason }) => reason === "TriggeredScaleUp");
  return since > 0 ? since + graceOf(cause, grows) : 0;
}

function explainRunning({ pod, podEvents }: Evidence): Explanation | null {
  if (pod === null) return null;
  const { phase, reason, node, conditions } = pod.object;
  if (phase === "Unknown" || reason === "NodeLost") return nodeLost(node);
  const unready = conditions.some(({ type, status }) => type === "Ready" && status !== "True");
  const left = podEvents.some((event) => event.reason === "NodeNotReady");
  return unready && left ? nodeLost(node) : null;
}

/** What ended the pod explains its container's end, which explains the Job's. */
function explainEnd(evidence: Evidence): Explanation | null {
  const { pod, job, node } = evidence;
  const request = requestOf(evidence);
  const whole = pod === null ? null : explainPodEnd(pod.object, request);
  if (whole !== null) return whole;
  const own = explainContainers(evidence);
  if (own !== null && own.cause !== "stopped") return own;
  return (
    explainEndEvents(evidence.podEvents, pod?.object.node ?? null) ??
    explainJobEnd(job?.object.conditions ?? []) ??
    explainKilled(own, evidence) ??
    explainPending(evidence) ??
    explainNode(node?.message ?? null)
  );
}

/**
 * Who ended a container that was killed (`own`: as far as its end tells), where that is on record.
 * That its pod is gone tells nothing: pods that have failed are deleted, too.
 */
function explainKilled(own: Explanation | null, evidence: Evidence): Explanation | null {
  if (own === null) return null;
  if (isAskedToStop(evidence)) return explainStopped(evidence);
  const isStopped = evidence.podEvents.some(
    ({ reason, message }) => reason === "Killing" && message.startsWith("Stopping container"),
  );
  if (!isStopped) return own;
  return explanation(
    "stopped",
    "stopped by Kubernetes: its pod was deleted or drained",
    "Nothing to fix if you deleted it. Otherwise see the pod's events, and run it again.",
  );
}

function explainContainers(evidence: Evidence): Explanation | null {
  const { pod } = evidence;
  if (pod === null) return null;
  for (const { name, state } of statusesMainFirst(pod.object)) {
    if (state.kind !== "terminated") continue;
    // The kubelet makes this up for containers it no longer finds, as after a deletion.
    const isMadeUp = state.reason === "ContainerStatusUnknown";
    if (isMadeUp && (state.startedAt === null || isStopping(evidence))) continue;
    const spec = pod.object.containers.find((one) => one.name === name);
    const found = explainContainerEnd(state, spec?.limits["memory"]);
    if (found === null) continue;
    return name === mainStatus(pod.object)?.name ? found : ofSidecar(found, name);
  }
  return null;
}

/** No decorator reaches the containers that others put beside the step's own, as Argo and Istio do. */
function ofSidecar(found: Explanation, name: string): Explanation {
  const { cause, reason } = found;
  const remedy = `Container ${name} is not the step's own: see its log, and ask who put it into the pod.`;
  return explanation(cause, `${name}: ${reason}`, remedy);
}

/** Events outlive their pod, and say what its last state had no time to. */
function explainEndEvents(events: readonly KubeEvent[], node: string | null): Explanation | null {
  for (const { reason, message } of events) {
    if (reason === "DeadlineExceeded") return timedOut(null);
    if (reason === "Evicted") return evicted(message);
    if (reason === "Preempted" || reason === "Preempting") return evicted("Preempted");
    if (/^(TaintManagerEviction|NodeNotReady|NodeShutdown|NodeLost)$/.test(reason)) {
      return /^cancel/i.test(message) ? null : nodeLost(node);
    }
  }
  return null;
}

/** Why it does not start: of what was said, the latest hurdle that it has not passed. */
function explainPending(evidence: Evidence): Explanation | null {
  if (hasStarted(evidence)) return null;
  const { pod, job, node } = evidence;
  if (pod === null && evidence.podEvents.length === 0) {
    return (
      explainCreateEvents(evidence.jobEvents) ??
      explainNode(node?.message ?? null) ??
      (job?.object.suspended === true ? explainSuspended() : null)
    );
  }
  return (
    explainKubelet(evidence) ??
    explainScheduling(evidence) ??
    explainNode(node?.message ?? null) ??
    explainUnheard(evidence)
  );
}

function explainCreateEvents(events: readonly KubeEvent[]): Explanation | null {
  const failed = events.find(({ reason }) => reason === "FailedCreate");
  if (failed === undefined) return null;
  const said = failed.message.replace(/^(\(combined[^)]*\): )?Error creating: /, "");
  return (
    explainCreate(failed.message) ??
    explanation(
      "refused",
      `refused: ${said}`,
      "The pod could not be created: see the full message in the Job's events.",
    )
  );
}

function explainScheduling(evidence: Evidence): Explanation | null {
  const { pod, podEvents } = evidence;
  if (pod?.object.node != null || podEvents.some(({ reason }) => reason === "Scheduled"))
    return null;
  const condition = pod?.object.conditions.find(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
  const said =
    condition?.message ?? podEvents.find(({ reason }) => reason === "FailedScheduling")?.message;
  if (said === undefined) return null;
  const claims = evidence.claimEvents.map(({ message }) => message);
  return explainUnschedulable(said, requestOf(evidence), claims);
}

function explainSuspended(): Explanation {
  return explanation(
    "unschedulable/suspended",
    "the Job is suspended",
    "A queue or an admin holds it back: it starts when it is resumed.",
  );
}

function explainStopped(evidence: Evidence): Explanation {
  const ran = hasStarted(evidence) || evidence.pod?.object.phase === "Running";
  return explanation(
    "stopped",
    ran ? "stopped while it ran" : "stopped before it started",
    "Nothing to fix if you stopped it: run it again when you like.",
  );
}

function explainUnknown({ pod, job, node }: Evidence): Explanation {
  if (pod?.gone === true) {
    return explanation(
      "stopped",
      "stopped: its pod was deleted",
      "Nothing to fix if you deleted it. Otherwise the cluster cleaned up: run the task again.",
    );
  }
  const said =
    saidOf(pod) ??
    job?.object.conditions.find(({ type }) => type === "Failed")?.message ??
    node?.message ??
    "nothing says why";
  return explanation("unknown", `failed: ${said}`, "See the pod's log and events.");
}

/** `AppArmor: Cannot enforce …` */
function saidOf(pod: SeenPod | null): string | null {
  const said = [pod?.object.reason ?? "", pod?.object.message ?? ""].filter((part) => part !== "");
  return said.length === 0 ? null : said.join(": ");
}
