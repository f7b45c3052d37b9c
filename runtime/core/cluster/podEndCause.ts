import { duration } from "../words";
import { around, explanation, type Explanation } from "./explanation";
import type { Condition, Pod } from "./objects";
import { bytes, quantity } from "./quantity";
import { explainRejected, type Request } from "./scheduleCause";

/** Why the pod as a whole was ended, whatever its container says: null if nothing did that. */
export function explainPodEnd(pod: Pod, request: Request): Explanation | null {
  const message = pod.message ?? "";
  const reason = pod.reason ?? "";
  switch (reason) {
    case "DeadlineExceeded":
      return timedOut(pod.deadline);
    case "Evicted":
    case "Preempting":
    case "Preempted":
      return evicted(reason === "Evicted" ? message : "Preempted");
    case "NodeLost":
    case "Shutdown":
    case "NodeShutdown":
    case "Terminated":
      return nodeLost(pod.node);
  }
  if (reason === "UnexpectedAdmissionError" && /gpu/i.test(message)) {
    return explanation(
      "unschedulable/gpu",
      "the node refused the pod: its GPUs are not usable",
      "Run it again, and ask who runs the cluster to look at that node's GPUs.",
      "gpu",
    );
  }
  if (/^(NodeAffinity|NodePorts|UnexpectedAdmissionError|TopologyAffinityError)$/.test(reason)) {
    return explanation(
      "unschedulable",
      `the node refused the pod: ${reason}`,
      "Run it again: the node changed after the scheduler had chosen it.",
    );
  }
  return explainRejected(reason, request) ?? disrupted(pod);
}

/** The condition that says another part of the cluster took the pod away. */
function disrupted(pod: Pod): Explanation | null {
  const hit = pod.conditions.find(
    ({ type, status }) => type === "DisruptionTarget" && status === "True",
  );
  if (hit === undefined) return null;
  switch (hit.reason) {
    case "PreemptionByScheduler":
      return evicted("Preempted");
    case "EvictionByEvictionAPI":
      return evicted("Evicted by request");
    case "TerminationByKubelet":
      return /shutdown/i.test(hit.message ?? "") ? nodeLost(pod.node) : evicted(hit.message ?? "");
    default:
      return nodeLost(pod.node);
  }
}

export function timedOut(seconds: number | null): Explanation {
  return explanation(
    "deadline",
    seconds === null ? "timed out" : `timed out after ${duration(seconds * 1000)}`,
    "Give the step more time with @timeout, or make it do less.",
    "@timeout",
  );
}

export function nodeLost(node: string | null): Explanation {
  return explanation(
    "node-lost",
    node === null ? "its node was lost" : around("node ", node, " was lost"),
    "The node stopped or no longer answers: run the task again, with @retry for the next time.",
    "@retry",
  );
}

/** `message` is the kubelet's: it names the resource that ran out. */
export function evicted(message: string): Explanation {
  const low =
    /low on resource: ([\w-]+)/i.exec(message)?.[1] ??
    /had condition: \[([A-Za-z]+)Pressure/i.exec(message)?.[1]?.toLowerCase();
  const limit =
    /total limit of containers (\S+?)\.?(?:\s|$)/i.exec(message)?.[1] ??
    /(?:storage|exceeds the) limit "([^"]+)"/i.exec(message)?.[1];
  const folder = /emptyDir volume "([^"]+)" exceeds/i.exec(message)?.[1];
  if (low !== undefined) return evictedFor(low);
  if (limit !== undefined || folder !== undefined || /ephemeral/i.test(message)) {
    const amount = quantity(limit);
    return explanation(
      "evicted",
      amount === null
        ? "Evicted: used too much disk"
        : `Evicted: used more than ${bytes(amount)} of disk`,
      "Ask for more disk, or write less to local files.",
      folder === undefined ? "disk" : "tmpfs_size",
    );
  }
  const preempted = /preempt/i.test(message);
  return explanation(
    "evicted",
    preempted
      ? "Preempted: a more important pod took its place"
      : "Evicted: the cluster took the node's room back",
    "Run the task again, with @retry for the next time.",
    "@retry",
  );
}

/** `low`: what the node ran short of, as the kubelet names it. */
function evictedFor(low: string): Explanation {
  if (low.startsWith("pid")) {
    return explanation(
      "evicted",
      "Evicted: the node was low on process ids",
      "Let the task start fewer processes at once, or run it again: others may have taken them.",
    );
  }
  const [what, option] = low === "memory" ? ["memory", "memory"] : ["disk", "disk"];
  return explanation(
    "evicted",
    `Evicted: the node was low on ${what}`,
    `Ask for the ${what} the task really needs, so that it gets a node with room for it.`,
    option,
  );
}

/** What the Job itself says of its end. */
export function explainJobEnd(conditions: readonly Condition[]): Explanation | null {
  const failed = conditions.find(
    ({ type, status }) => (type === "Failed" || type === "FailureTarget") && status === "True",
  );
  if (failed === undefined) return null;
  return failed.reason === "DeadlineExceeded" ? timedOut(null) : null;
}
