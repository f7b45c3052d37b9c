import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  attemptOf,
  blockedSteps,
  caseTaken,
  countTasks,
  elapsed,
  stateOf,
  stepsOf,
} from "../../../webview/dag/progress";
import {
  failingRun,
  fakeEdge,
  fakeNode,
  fakeRun,
  fakeStep,
  loopingRun,
  regionalTraining,
} from "../../webview/fakes";

const now = 1_000_000;

describe("progress of a run", () => {
  it("counts tasks against what was announced", () => {
    const tasks = { succeeded: 37, failed: 2, running: 3 };
    const step = fakeStep("fit", now, { state: "running", expected: 100, tasks });
    assert.deepEqual(countTasks(step), { total: 100, retrying: 0, ...tasks });
    assert.equal(countTasks({ ...step, expected: null }).total, 42);
    assert.equal(attemptOf(step), 1);
  });

  it("blames a failed step for all that needs it, however far down", () => {
    const blocked = blockedSteps(regionalTraining, failingRun(now));
    const lost = ["join_b", "merge", "choose", "quick", "refine", "report", "end"];
    assert.deepEqual([...blocked.keys()].sort(), lost.sort());
    assert.equal(blocked.get("end"), "fit_b");
    assert.equal(blocked.has("join_a"), false);
    assert.equal(blockedSteps(regionalTraining, null).size, 0);
  });

  it("keeps a step open that can still be reached another way", () => {
    const nodes = ["a", "b", "c"].map((id) => fakeNode(id));
    const edges = [fakeEdge("a", "c", "switch", "x"), fakeEdge("b", "c")];
    const run = fakeRun("F", now, { a: { state: "failed" }, b: { state: "pending" } });
    assert.equal(blockedSteps({ flow: "F", nodes, edges }, run).size, 0);
  });

  it("knows the case that a switch took once one of its targets started", () => {
    const choose = regionalTraining.nodes.find(({ id }) => id === "choose")!;
    const before = stepsOf(failingRun(now));
    assert.equal(caseTaken(regionalTraining, choose, before), null);
    assert.equal(caseTaken(regionalTraining, choose, stepsOf(loopingRun(now))), "full");
  });

  it("has no running clock for what is over, waits or was lost sight of", () => {
    const since = (state: "running" | "succeeded" | "unknown"): number | null =>
      elapsed(fakeStep("a", now, { state, seconds: 5 }), now + 2000);
    assert.equal(since("running"), 7000);
    assert.equal(since("succeeded"), 5000);
    assert.equal(since("unknown"), null);
  });

  it("calls unmentioned steps pending, but not in a run of one step", () => {
    const run = fakeRun("F", now, {});
    assert.equal(stateOf(undefined, run), "pending");
    assert.equal(stateOf(undefined, { ...run, kind: "spin" }), null);
    assert.equal(stateOf(undefined, null), null);
  });
});
