import { duration } from "../words";
import { counted, say, type ClusterRow } from "./clusterRow";
import type { Attempt } from "./clusterTree";
import { timeOf } from "./timeline";

/** The row of a pod, or of a Job that has none. */
export function attemptRow(attempt: Attempt, label: string, now: number): ClusterRow {
  const { key, state, workload, pod } = attempt;
  const lives = pod !== null && !pod.gone;
  return {
    id: `pod/${key}`,
    label,
    description: attemptDescription(attempt, now),
    look: state,
    can: [
      "pod",
      ...(lives ? ["live"] : []),
      ...(lives && workload.restarts > 0 ? ["restarted"] : []),
      ...(workload.remedy === null ? [] : ["remedy"]),
    ],
    open: "closed",
    subject: { type: "pod", key },
  };
}

/** The reason first where there is one, as the end of a row may be cut; age and place last. */
export function attemptDescription(attempt: Attempt, now: number): string {
  const { workload, state } = attempt;
  const { restarts, node } = workload;
  const isOver = state === "failed" || state === "succeeded" || state === "cancelled";
  const age = ageOf(attempt, now);
  return say(
    ...stateParts(attempt, age, now),
    restarts === 0 ? null : counted(restarts, "restart"),
    node,
    isOver && age !== "" ? `${age} old` : null,
  );
}

function stateParts(attempt: Attempt, age: string, now: number): readonly (string | null)[] {
  const { workload, state, startedAt } = attempt;
  const { reason } = workload;
  const number = (workload.attempt ?? 0) + 1;
  const nth = number > 1 ? `attempt ${number}` : null;
  switch (state) {
    case "queued":
      return [reason === null ? "waits" : `waits: ${reason}`, age, nth];
    case "pending":
      return [`pending ${age}`.trim(), nth];
    case "running":
    case "retrying": {
      const time = startedAt === null ? age : duration(now - startedAt);
      return [nth, `running ${time}`.trim(), reason];
    }
    case "cancelled":
      // Of one that was killed it is not on record whether somebody stopped it.
      return [/^(stopped|killed|ended)\b/.test(reason ?? "") ? null : "stopped", reason, nth];
    case "failed":
    case "unknown":
    case "succeeded":
      return [reason ?? state, nth];
  }
}

/** Since its Job or pod was created; empty when that is not known. */
function ageOf({ workload }: Attempt, now: number): string {
  const created = timeOf(workload.created);
  return created === 0 ? "" : duration(now - created);
}
