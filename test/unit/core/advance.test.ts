import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { advance } from "../../../runtime/core/advance";
import type { FlowShape } from "../../../runtime/core/flowShape";
import type { RunEvent } from "../../../runtime/core/run";
import { RunnerOutput } from "../../../runtime/core/runnerOutput";
import { fold, state, states, begin, done, fail, exit, runId, foreach } from "./runEvents";

describe("advance", () => {
  it("folds the recorded runs to the states a user must see", () => {
    const replay = (name: string, shape?: FlowShape) => {
      const reader = new RunnerOutput("run");
      const lines = readFileSync(`test/fixtures/runner/${name}.log`, "utf8")
        .split("\n")
        .slice(0, -1);
      const events = lines.flatMap((line) => reader.read(line, 0));
      const { events: rest, ending } = reader.end(1e15);
      return fold([...events, ...rest, exit(ending.code, ending.reason)], shape);
    };
    const retried = replay("retry.colours", foreach);
    assert.equal(retried.status, "succeeded");
    assert.deepEqual(
      retried.steps
        .find(({ name }) => name === "work")
        ?.tasks.map((t) => [t.id, t.attempt, t.state]),
      [
        ["2", 0, "succeeded"],
        ["3", 1, "succeeded"],
        ["4", 0, "succeeded"],
      ],
    );
    const failed = replay("fail.colours");
    assert.deepEqual(states(failed), { start: "succeeded", work: "failed" });
    assert.equal(failed.status, "failed");
    assert.equal(failed.reason, "work: NoRows: nothing: after the filter");
    const cancelled = replay("cancelled.colours");
    assert.equal(cancelled.status, "cancelled");
    assert.deepEqual(states(cancelled), { start: "succeeded", a: "cancelled", b: "cancelled" });
  });

  it("goes from starting to running with the run's id", () => {
    assert.equal(fold([{ type: "started", at: 0, pid: 3 }]).status, "starting");
    const run = fold([runId]);
    assert.deepEqual([run.status, run.runId], ["running", "7"]);
  });

  it("is failing while others still run, and failed at the end", () => {
    const events = [runId, begin("w", "1"), begin("w", "2"), fail("w", "1")];
    const running = fold(events);
    assert.equal(running.status, "failing");
    assert.equal(state(running, "w"), "running");
    const over = fold([...events, exit(1, "w: E: x")]);
    assert.deepEqual([over.status, over.reason, over.endedAt], ["failed", "w: E: x", 40]);
    assert.deepEqual(
      over.steps[0]?.tasks.map((task) => [task.state, task.reason]),
      [
        ["failed", "E: x"],
        ["cancelled", null],
      ],
    );
    assert.deepEqual([over.steps[0].state, over.steps[0].reason], ["failed", "E: x"]);
  });

  it("shows a retry as attempt 2 and forgets its reason once it succeeds", () => {
    const again = fold([runId, begin("w", "1"), fail("w", "1", false), begin("w", "1", 1, 31)]);
    assert.equal(state(again, "w"), "retrying");
    assert.equal(again.status, "running");
    const task = again.steps[0]?.tasks[0];
    assert.deepEqual([task?.attempt, task?.reason, task?.startedAt], [1, "E: x", 31]);
    assert.equal(again.steps[0]?.startedAt, 10);
    const good = advance(again, done("w", "1", 50));
    assert.deepEqual([state(good, "w"), good.steps[0]?.reason], ["succeeded", null]);
    assert.equal(good.steps[0]?.endedAt, 50);
  });

  it("takes foreach positions and labels from the datastore", () => {
    const described: RunEvent = {
      type: "task-described",
      at: 1,
      step: "w",
      task: "2",
      index: 1,
      label: "region=eu-west",
    };
    const run = fold([begin("w", "2"), described, begin("w", "2", 1)]);
    const task = run.steps[0]?.tasks[0];
    assert.deepEqual([task?.index, task?.label, task?.attempt], [1, "region=eu-west", 1]);
  });

  it("keeps the identity of what did not change", () => {
    const run = fold([runId, begin("a", "1"), begin("b", "2")]);
    assert.equal(advance(run, { type: "output", at: 1, step: null, task: null, text: "x" }), run);
    assert.equal(advance(run, done("nowhere", "9")), run);
    const next = advance(run, done("b", "2"));
    assert.equal(next.steps[0], run.steps[0]);
    assert.equal(run.steps[1]?.state, "running");
  });
});
