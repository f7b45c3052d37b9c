import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ownOrigins, withOwn } from "../../../extension/runs/ownOrigins";
import { advance, newRun } from "../../../runtime/core/advance";
import type { RunEvent, RunState } from "../../../runtime/core/run";

const task = (task: string, ok: boolean | null): readonly RunEvent[] => [
  { type: "task-started", at: 1, step: "fit", task, attempt: 0, pid: null },
  ...(ok === true ? [{ type: "task-succeeded", at: 2, step: "fit", task } as const] : []),
  ...(ok === false
    ? [{ type: "task-failed", at: 2, step: "fit", task, reason: null, final: true } as const]
    : []),
];

function run(runId: string | null, kind: "run" | "spin", events: readonly RunEvent[]): RunState {
  const startedAt = Number(runId ?? 0);
  const state = newRun({ key: `k${runId ?? ""}`, flow: "F", kind, steps: ["fit"], startedAt });
  const named = runId === null ? [] : [{ type: "run-id", at: 1, runId } as const];
  return [...named, ...events].reduce((before, event) => advance(before, event, new Map()), state);
}

describe("the runs we know that can feed a step", () => {
  it("are those with a task of it that has ended, good ones first", () => {
    const runs = [
      run("9", "run", [...task("1", false), ...task("2", true), ...task("3", null)]),
      run("8", "spin", task("1", true)),
      run("7", "run", task("1", null)),
      run(null, "run", task("1", true)),
    ];
    const found = ownOrigins(runs, "fit");
    assert.deepEqual(
      found.flatMap(({ tasks }) => tasks.map(({ pathspec }) => pathspec)),
      ["9/fit/2", "9/fit/1"],
    );
    assert.deepEqual(ownOrigins(runs, "end"), []);
  });

  it("come among those of the datastore by age, each once", () => {
    const entry = (runId: string) => ({
      run: { runId, createdAt: Number(runId), oneTask: false },
      tasks: [],
    });
    const all = withOwn([entry("9"), entry("3")], [entry("9"), entry("5")]);
    assert.deepEqual(
      all.map(({ run: { runId } }) => runId),
      ["9", "5", "3"],
    );
  });
});
