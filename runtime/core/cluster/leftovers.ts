import { fields, items, text, type Json } from "./json";

/** A run as Metaflow marks its objects. */
export interface MarkedRun {
  readonly flow: string;
  /** Metaflow's id. */
  readonly runId: string;
}

/** A Job or a pod. */
export interface Leftover {
  readonly resource: "jobs" | "pods";
  readonly namespace: string;
  readonly name: string;
}

/**
 * What of a run still goes on, or still could: its Jobs without an end, and its pods that have
 * not ended. Finished ones are left for whoever wants to look at them. Run ids are annotations,
 * not labels (metaflow/plugins/kubernetes/kubernetes_job.py), so all of Metaflow's are looked at.
 */
export function leftoversOf(
  run: MarkedRun,
  jobs: readonly Json[],
  pods: readonly Json[],
): readonly Leftover[] {
  return [
    ...jobs.filter((job) => isOf(run, job) && !hasEnded(job)).map((job) => named("jobs", job)),
    ...pods.filter((pod) => isOf(run, pod) && !podEnded(pod)).map((pod) => named("pods", pod)),
  ];
}

function isOf({ flow, runId }: MarkedRun, object: Json): boolean {
  const annotations = fields(fields(object["metadata"])["annotations"]);
  return annotations["metaflow/run_id"] === runId && annotations["metaflow/flow_name"] === flow;
}

/** A Job being deleted needs no second try. */
function hasEnded(job: Json): boolean {
  if (fields(job["metadata"])["deletionTimestamp"] !== undefined) return true;
  return items(fields(job["status"])["conditions"])
    .map(fields)
    .some(({ type, status }) => (type === "Complete" || type === "Failed") && status === "True");
}

function podEnded(pod: Json): boolean {
  const phase = text(fields(pod["status"])["phase"]);
  return phase === "Succeeded" || phase === "Failed";
}

function named(resource: Leftover["resource"], object: Json): Leftover {
  const metadata = fields(object["metadata"]);
  return {
    resource,
    namespace: text(metadata["namespace"]) ?? "",
    name: text(metadata["name"]) ?? "",
  };
}
