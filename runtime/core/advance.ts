import type { Flow } from "./flow";
import type { RunEvent, RunState } from "./run";

/** A run before its first event. `steps`: the flow's step names in source order. */
export function newRun(run: {
  readonly key: string;
  readonly flow: string;
  readonly kind: "run" | "spin";
  readonly steps: readonly string[];
  readonly startedAt: number;
}): RunState {
  return {
    ...run,
    runId: null,
    status: "starting",
    endedAt: null,
    steps: run.steps.map((name) => ({
      name,
      state: "pending",
      tasks: [],
      expected: null,
      startedAt: null,
      endedAt: null,
      reason: null,
    })),
    reason: null,
  };
}

/** What `advance` uses of the flow's graph, to tell branches not taken from ones still to come. */
export type FlowShape = ReadonlyMap<string, StepShape>;

export interface StepShape {
  readonly kind: "switch" | "other";
  readonly next: readonly string[];
}

/** The shape of a flow; pass it to `advance` while the run's text is the one that was started. */
export function flowShape(_flow: Pick<Flow, "steps">): FlowShape {
  throw new Error("not yet");
}

/** The run after one event. Pure; unchanged steps and tasks keep their identity. */
export function advance(_state: RunState, _event: RunEvent, _shape?: FlowShape): RunState {
  throw new Error("not yet");
}
