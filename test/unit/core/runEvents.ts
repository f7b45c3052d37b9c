import { advance, newRun } from "../../../runtime/core/advance";
import type { FlowShape } from "../../../runtime/core/flowShape";
import { flowShape } from "../../../runtime/core/flowShape";
import { readFlow } from "../../../runtime/core/readFlow";
import type { RunEvent, RunState } from "../../../runtime/core/run";

/** Events and shapes in short, for the tests of `advance`. */
const steps = (...bodies: readonly (readonly [string, string])[]) =>
  bodies.map(([name, body]) => {
    const inputs = body.startsWith("join:") ? ", inputs" : "";
    return `    @step\n    def ${name}(self${inputs}):\n        ${body.replace("join:", "")}\n`;
  });

export function shapeOf(...bodies: readonly (readonly [string, string])[]): FlowShape {
  const text = `from metaflow import FlowSpec, step\nclass F(FlowSpec):\n${steps(...bodies).join("")}`;
  return flowShape(readFlow(text).flows[0]!);
}

export function fold(
  events: readonly RunEvent[],
  shape?: FlowShape,
  names?: readonly string[],
): RunState {
  const start = newRun({
    key: "k",
    flow: "F",
    kind: "run",
    steps: names ?? [...(shape?.keys() ?? [])],
    startedAt: 0,
  });
  return events.reduce((state, event) => advance(state, event, shape), start);
}

export const state = (run: RunState, step: string) =>
  run.steps.find(({ name }) => name === step)?.state;
export const states = (run: RunState) =>
  Object.fromEntries(run.steps.map((s) => [s.name, s.state]));
export const begin = (step: string, task: string, attempt = 0, at = 10): RunEvent => ({
  type: "task-started",
  at,
  step,
  task,
  attempt,
  pid: 5,
});
export const done = (step: string, task: string, at = 20): RunEvent => ({
  type: "task-succeeded",
  at,
  step,
  task,
});
export const fail = (
  step: string,
  task: string,
  final = true,
  reason: string | null = "E: x",
): RunEvent => ({
  type: "task-failed",
  at: 30,
  step,
  task,
  reason,
  final,
});
export const exit = (code: number | null, reason: string | null = null): RunEvent => ({
  type: "exited",
  at: 40,
  code,
  reason,
});
export const runId: RunEvent = { type: "run-id", at: 1, runId: "7" };

export const foreach = shapeOf(
  ["start", 'self.next(self.prepare, foreach="items")'],
  ["prepare", "self.next(self.work)"],
  ["work", "self.next(self.join)"],
  ["join", "join:self.next(self.end)"],
  ["end", "pass"],
);
export const switched = shapeOf(
  ["start", 'self.next({"a": self.fast, "b": self.slow}, condition="mode")'],
  ["fast", "self.next(self.gather)"],
  ["slow", "self.next(self.slower)"],
  ["slower", "self.next(self.gather)"],
  ["gather", "self.next(self.end)"],
  ["end", "pass"],
);
