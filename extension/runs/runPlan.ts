import type { ParameterValue } from "../../runtime/runners/runner";

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
}

/** A new run's key: sorts by time, unique per click. */
export function newRunKey(now: number, random: number = Math.random()): string {
  const suffix = Math.floor(random * 36 ** 4)
    .toString(36)
    .padStart(4, "0");
  return `${now.toString(36)}-${suffix}`;
}
