/** A read-only view of Metaflow's local datastore (the `.metaflow` folder). Nothing is ever written. */
export interface RunEntry {
  readonly runId: string;
  /** Milliseconds since the epoch; null when the run does not say. */
  readonly createdAt: number | null;
}

export interface TaskEntry {
  readonly runId: string;
  readonly step: string;
  readonly taskId: string;
  /** `RUN/STEP/TASK`, as `spin` takes it. */
  readonly pathspec: string;
  /** Position in the innermost foreach; null outside one. */
  readonly index: number | null;
  /** `region=eu-west`; null outside a foreach or when not recorded. */
  readonly label: string | null;
  /** True: finished well; false: failed; null: running, or its process is gone. */
  readonly succeeded: boolean | null;
  readonly finishedAt: number | null;
}

export interface RunWithStep {
  readonly run: RunEntry;
  /** Successful tasks first, then by foreach position, then by id. Never empty. */
  readonly tasks: readonly TaskEntry[];
}

/** Runs of a flow, newest first. `root` is the `.metaflow` folder; no folder, no runs. */
export function listRuns(_root: string, _flow: string): Promise<readonly RunEntry[]> {
  throw new Error("not yet");
}

/**
 * Runs that have data for `spin STEP`: those with a finished, successful task of the step (or one
 * that failed: its inputs are there all the same). Newest first, at most `limit`.
 */
export function runsWithStep(
  _root: string,
  _flow: string,
  _step: string,
  _limit = 20,
): Promise<readonly RunWithStep[]> {
  throw new Error("not yet");
}

/** Foreach position, label and state of one task; null when the task is not there (yet). */
export function readTask(
  _root: string,
  _flow: string,
  _task: { readonly runId: string; readonly step: string; readonly taskId: string },
): Promise<TaskEntry | null> {
  throw new Error("not yet");
}
