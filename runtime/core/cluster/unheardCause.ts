import { statusesMainFirst, type Evidence } from "./evidence";
import { explanation, type Explanation } from "./explanation";

/** What every container waits for at its beginning. */
const ORDINARY = /^(ContainerCreating|PodInitializing|CrashLoopBackOff)$/;

/** Warnings that keep nothing from starting, and those that are over where others leave them. */
const NO_HURDLES =
  /^(DNSConfigForming|FailedToRetrieveImagePullSecret|Unhealthy|BackOff|Failed|FailedScheduling|FailedMount|FailedAttachVolume|FailedMapVolume|FailedCreatePodSandBox|InspectFailed|ErrImageNeverPull|NodeNotReady|NotTriggerScaleUp)$/;

/**
 * What a waiting pod is said to wait for, in words that nobody has a remedy for: those of its
 * container's state, else of its newest event if that is a warning. Null when nothing is said.
 */
export function explainUnheard({ pod, podEvents }: Evidence): Explanation | null {
  for (const { state } of pod === null ? [] : statusesMainFirst(pod.object)) {
    if (state.kind !== "waiting" || state.reason === null || ORDINARY.test(state.reason)) continue;
    return unheard(state.reason, state.message ?? "");
  }
  const [newest] = podEvents;
  if (newest?.type !== "Warning" || NO_HURDLES.test(newest.reason)) return null;
  return unheard(newest.reason, newest.message);
}

function unheard(reason: string, message: string): Explanation {
  return explanation(
    "unknown",
    message === "" ? reason : `${reason}: ${message}`,
    "See the full message in the pod's events.",
  );
}
