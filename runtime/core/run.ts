/**
 * The life of one run as data. The extension and the CLI fold the same `RunEvent`s with `advance`
 * and show the same `RunState`. All times are milliseconds since the epoch.
 */

/** States of a task, in the words of the interface. */
export type TaskState =
  "pending" | "queued" | "running" | "succeeded" | "failed" | "retrying" | "cancelled" | "unknown";

/** A step may also never run because a switch went another way. */
export type StepState = TaskState | "not-taken";

/** `failing`: a task has failed for good and others still run. */
export type RunStatus =
  "starting" | "running" | "failing" | "succeeded" | "failed" | "cancelled" | "unknown";

export interface TaskRun {
  readonly id: string;
  readonly step: string;
  /** Position in the innermost foreach, null outside one or while it is not known. */
  readonly index: number | null;
  /** `region=eu-west`-like label of a foreach task, null when not known. */
  readonly label: string | null;
  /** 0-based, as Metaflow counts. */
  readonly attempt: number;
  readonly state: TaskState;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** One short sentence for failed, queued and retrying tasks: `ValueError: no rows`. */
  readonly reason: string | null;
  readonly pid: number | null;
}

export interface StepRun {
  readonly name: string;
  readonly state: StepState;
  /** By task id, in order of appearance. */
  readonly tasks: readonly TaskRun[];
  /** How many tasks this step will have, once a foreach said so; null when not known. */
  readonly expected: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly reason: string | null;
}

export interface RunState {
  /** Ours, unique per click; Metaflow's own id comes later as `runId`. */
  readonly key: string;
  readonly flow: string;
  readonly kind: "run" | "spin";
  readonly runId: string | null;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly steps: readonly StepRun[];
  readonly reason: string | null;
}

export type RunEvent =
  /** The process exists. */
  | { readonly type: "started"; readonly at: number; readonly pid: number }
  | { readonly type: "run-id"; readonly at: number; readonly runId: string }
  /** A foreach or num_parallel step announced how many tasks its target will have. */
  | {
      readonly type: "fan-out";
      readonly at: number;
      readonly step: string;
      readonly task: string;
      readonly count: number;
    }
  | {
      readonly type: "task-started";
      readonly at: number;
      readonly step: string;
      readonly task: string;
      readonly attempt: number;
      readonly pid: number | null;
    }
  | {
      readonly type: "task-succeeded";
      readonly at: number;
      readonly step: string;
      readonly task: string;
    }
  /** This attempt failed; `final` when no retry follows. */
  | {
      readonly type: "task-failed";
      readonly at: number;
      readonly step: string;
      readonly task: string;
      readonly reason: string | null;
      readonly final: boolean;
    }
  /** What is known of a task besides its state (read from the datastore). */
  | {
      readonly type: "task-described";
      readonly at: number;
      readonly step: string;
      readonly task: string;
      readonly index: number | null;
      readonly label: string | null;
    }
  /**
   * What the cluster says of a task's pod: that it waits, that it runs now, or why it failed. Only
   * about the attempt it names, and never the end of a task by itself: that is Metaflow's to tell.
   */
  | {
      readonly type: "task-explained";
      readonly at: number;
      readonly step: string;
      readonly task: string;
      readonly attempt: number;
      readonly state: "queued" | "running" | "failed";
      readonly reason: string | null;
    }
  /** A piece of output as it came (ANSI colours kept); `step`/`task` null for the runner's own lines. */
  | {
      readonly type: "output";
      readonly at: number;
      readonly step: string | null;
      readonly task: string | null;
      readonly text: string;
    }
  | { readonly type: "cancel-requested"; readonly at: number }
  | {
      readonly type: "exited";
      readonly at: number;
      /** Null when a signal ended it. */
      readonly code: number | null;
      readonly reason: string | null;
    };
