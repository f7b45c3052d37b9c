import type { Where } from "../../runtime/core/where";
import type { ParameterValue, RunCluster } from "../../runtime/runners/runner";

/** What a click asked for, without anything that may have changed when it is run again. Plain JSON. */
export interface RunPlan {
  readonly kind: "run" | "spin";
  /** The flow file's URI, as text. */
  readonly uri: string;
  readonly flow: string;
  /** The step to spin; null for a run. */
  readonly step: string | null;
  /** `RUN/STEP/TASK` that feeds a spin. */
  readonly pathspec: string | null;
  readonly parameters: readonly ParameterValue[];
  /** Absent: here, as all runs of earlier versions were. */
  readonly where?: Where;
  /** The cluster that was in use at the click: the same run again goes to the same one. */
  readonly cluster?: Pick<RunCluster, "context" | "namespace">;
}

/** A new run's key: sorts by time, unique per click. */
export function newRunKey(now: number, random: number = Math.random()): string {
  const suffix = Math.floor(random * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return `${now.toString(36)}-${suffix}`;
}
