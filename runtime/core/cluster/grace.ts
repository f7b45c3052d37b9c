const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * How long after its creation a pod may wait with this cause before it counts as stuck: causes
 * that pass by themselves (a full node, a slow registry) get long, those that never do none.
 */
const GRACE: readonly (readonly [string, number])[] = [
  ["image-pull/timeout", MINUTE],
  ["image-pull/connection", MINUTE],
  ["image-pull/rate-limit", MINUTE],
  ["image-pull/dns", 30 * SECOND],
  ["image-pull/", 0],
  ["image-pull", 30 * SECOND],
  ["quota/exceeded", 30 * SECOND],
  ["unschedulable/selector", 30 * SECOND],
  ["unschedulable/taint", 30 * SECOND],
  ["unschedulable", MINUTE],
  ["volume/missing-claim", 15 * SECOND],
  ["volume/storage-class", 15 * SECOND],
  ["volume", MINUTE],
  ["secret", 15 * SECOND],
  ["config", 15 * SECOND],
  ["start-error", 30 * SECOND],
  ["unknown", MINUTE],
];

/** A cluster that adds a node for the pod needs minutes for it. */
const SCALE_UP = 10 * MINUTE;

/** Milliseconds; `grows`: the autoscaler has said that it adds a node. */
export function graceOf(cause: string, grows: boolean): number {
  if (grows && cause.startsWith("unschedulable")) return SCALE_UP;
  return GRACE.find(([prefix]) => cause.startsWith(prefix))?.[1] ?? 0;
}
