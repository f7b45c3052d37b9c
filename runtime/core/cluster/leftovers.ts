import { fields, items, text, type Json } from "./json";

/** A run as Metaflow marks its objects. */
export interface MarkedRun {
  readonly flow: string;
  /** Metaflow's id. */
  readonly runId: string;
}

/** A JobSet, a Job or a pod. */
export interface Leftover {
  readonly resource: "jobsets" | "jobs" | "pods";
  readonly namespace: string;
  readonly name: string;
}

/**
 * What of a run still goes on, or still could: its JobSets (of `@parallel` steps) and Jobs without
 * an end, and its pods that have not ended. JobSets come first: they make anew what they miss. Finished ones are left for whoever wants to look at them. Run ids are annotations,
 * not labels (metaflow/plugins/kubernetes/kubernetes_job.py), so all of Metaflow's are looked at.
 */
export function leftoversOf(
  run: MarkedRun,
  { jobsets, jobs, pods }: Readonly<Record<Leftover["resource"], readonly Json[]>>,
): readonly Leftover[] {
  const own = (all: readonly Json[], hasEnded: (object: Json) => boolean): readonly Json[] =>
    all.filter((object) => isOf(run, object) && !hasEnded(object));
  return [
    ...own(jobsets, jobEnded).map((set) => named("jobsets", set)),
    ...own(jobs, jobEnded).map((job) => named("jobs", job)),
    ...own(pods, podEnded).map((pod) => named("pods", pod)),
  ];
}

function isOf({ flow, runId }: MarkedRun, object: Json): boolean {
  const annotations = fields(fields(object["metadata"])["annotations"]);
  return annotations["metaflow/run_id"] === runId && annotations["metaflow/flow_name"] === flow;
}

/** Ends of Jobs and, `Completed`, of JobSets. One being deleted needs no second try. */
const ends: ReadonlySet<unknown> = new Set(["Complete", "Completed", "Failed"]);

function jobEnded(job: Json): boolean {
  if (fields(job["metadata"])["deletionTimestamp"] !== undefined) return true;
  return items(fields(job["status"])["conditions"])
    .map(fields)
    .some(({ type, status }) => ends.has(type) && status === "True");
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
