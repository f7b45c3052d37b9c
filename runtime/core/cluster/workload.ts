import type { WorkloadState } from "./evidence";
import type { TimelineEntry } from "./timeline";

/** One task attempt on the cluster: a Job with or without its pod, or an Argo pod. */
export interface Workload {
  readonly flow: string | null;
  readonly run: string | null;
  readonly step: string | null;
  readonly task: string | null;
  /** 0-based, as Metaflow counts. */
  readonly attempt: number | null;
  readonly namespace: string;
  readonly job: string | null;
  readonly pod: string | null;
  /** The pod's phase, null while there is none. */
  readonly phase: string | null;
  readonly state: WorkloadState;
  readonly cause: string | null;
  /** It waits longer than its cause may well take: the grace that fits the cause is over. */
  readonly stuck: boolean;
  readonly reason: string | null;
  readonly remedy: string | null;
  readonly option: string | null;
  readonly node: string | null;
  readonly restarts: number;
  /** When the Job or pod was created, RFC 3339. */
  readonly created: string | null;
  /** Newest first. */
  readonly events: readonly TimelineEntry[];
}
