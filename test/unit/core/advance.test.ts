import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { advance, newRun } from "../../../runtime/core/advance";
import type { FlowShape } from "../../../runtime/core/flowShape";
import { flowShape } from "../../../runtime/core/flowShape";
import { readFlow } from "../../../runtime/core/readFlow";
import type { RunEvent, RunState } from "../../../runtime/core/run";
import { RunnerOutput } from "../../../runtime/core/runnerOutput";

const steps = (...bodies: readonly (readonly [string, string])[]) =>
  bodies.map(([name, body]) => {
    const inputs = body.startsWith("join:") ? ", inputs" : "";
    return `    @step\n    def ${name}(self${inputs}):\n        ${body.replace("join:", "")}\n`;
  });

function shapeOf(...bodies: readonly (readonly [string, string])[]): FlowShape {
  const text = `from metaflow import FlowSpec, step\nclass F(FlowSpec):\n${steps(...bodies).join("")}`;
  return flowShape(readFlow(text).flows[0]!);
}

function fold(events: readonly RunEvent[], shape?: FlowShape, names?: readonly string[]): RunState {
  const start = newRun({
    key: "k",
    flow: "F",
    kind: "run",
    steps: names ?? [...(shape?.keys() ?? [])],
    startedAt: 0,
  });
  return events.reduce((state, event) => advance(state, event, shape), start);
}

const state = (run: RunState, step: string) => run.steps.find(({ name }) => name === step)?.state;
const states = (run: RunState) => Object.fromEntries(run.steps.map((s) => [s.name, s.state]));
const begin = (step: string, task: string, attempt = 0, at = 10): RunEvent => ({
  type: "task-started",
  at,
  step,
  task,
  attempt,
  pid: 5,
});
const done = (step: string, task: string, at = 20): RunEvent => ({
  type: "task-succeeded",
  at,
  step,
  task,
});
const fail = (
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
const exit = (code: number | null, reason: string | null = null): RunEvent => ({
  type: "exited",
  at: 40,
  code,
  reason,
});
const runId: RunEvent = { type: "run-id", at: 1, runId: "7" };

const foreach = shapeOf(
  ["start", 'self.next(self.prepare, foreach="items")'],
  ["prepare", "self.next(self.work)"],
  ["work", "self.next(self.join)"],
  ["join", "join:self.next(self.end)"],
  ["end", "pass"],
);
const switched = shapeOf(
  ["start", 'self.next({"a": self.fast, "b": self.slow}, condition="mode")'],
  ["fast", "self.next(self.gather)"],
  ["slow", "self.next(self.slower)"],
  ["slower", "self.next(self.gather)"],
  ["gather", "self.next(self.end)"],
  ["end", "pass"],
);

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
    assert.deepEqual([over.steps[0]?.state, over.steps[0]?.reason], ["failed", "E: x"]);
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

  it("expects the tasks that a foreach announced, all along its body", () => {
    const announced = fold(
      [runId, begin("start", "1"), { type: "fan-out", at: 2, step: "start", task: "1", count: 3 }],
      foreach,
    );
    const expected = Object.fromEntries(announced.steps.map((s) => [s.name, s.expected]));
    assert.deepEqual(expected, { start: null, prepare: 3, work: 3, join: null, end: null });
    const one = fold([begin("prepare", "2"), done("prepare", "2")], foreach);
    assert.equal(state(one, "prepare"), "succeeded");
    const oneOfThree = [begin("prepare", "2"), done("prepare", "2")].reduce(
      (run, event) => advance(run, event, foreach),
      announced,
    );
    assert.equal(state(oneOfThree, "prepare"), "running");
  });

  it("adds up what the tasks of an outer foreach announce", () => {
    const nested = shapeOf(
      ["start", 'self.next(self.outer, foreach="xs")'],
      ["outer", 'self.next(self.inner, foreach="ys")'],
      ["inner", "self.next(self.join_inner)"],
      ["join_inner", "join:self.next(self.join_outer)"],
      ["join_outer", "join:self.next(self.end)"],
      ["end", "pass"],
    );
    assert.equal(nested.get("inner")?.closedBy, "join_outer");
    assert.equal(nested.get("join_inner")?.closedBy, "join_outer");
    assert.equal(nested.get("join_outer")?.closedBy, null);
    const fan = (step: string, task: string, count: number): RunEvent => ({
      type: "fan-out",
      at: 1,
      step,
      task,
      count,
    });
    const run = fold([fan("start", "1", 2), fan("outer", "2", 3), fan("outer", "3", 4)], nested);
    const expected = run.steps.map((s) => s.expected);
    assert.deepEqual(expected, [null, 2, 7, null, null, null]);
  });

  it("marks the branch a switch did not take as soon as the other starts", () => {
    const run = fold(
      [runId, begin("start", "1"), done("start", "1"), begin("fast", "2")],
      switched,
    );
    assert.deepEqual(states(run), {
      start: "succeeded",
      fast: "running",
      slow: "not-taken",
      slower: "not-taken",
      gather: "pending",
      end: "pending",
    });
  });

  it("keeps both ways of a switch inside a foreach open until its join starts", () => {
    const inside = shapeOf(
      ["start", 'self.next(self.choose, foreach="items")'],
      ["choose", 'self.next({"a": self.x, "b": self.y}, condition="c")'],
      ["x", "self.next(self.z)"],
      ["y", "self.next(self.z)"],
      ["z", "self.next(self.join)"],
      ["join", "join:self.next(self.end)"],
      ["end", "pass"],
    );
    const events = ["start", "choose", "x", "z"].map((step, i) => begin(step, String(i)));
    assert.equal(state(fold(events, inside), "y"), "pending");
    assert.equal(state(fold([...events, begin("join", "9")], inside), "y"), "not-taken");
  });

  it("a recursive switch runs again and again without losing its way out", () => {
    const recursive = shapeOf(
      ["start", "self.next(self.again)"],
      ["again", 'self.next({"y": self.again, "n": self.end}, condition="c")'],
      ["end", "pass"],
    );
    const events = [
      begin("start", "1"),
      begin("again", "2"),
      done("again", "2"),
      begin("again", "3"),
    ];
    const run = fold(events, recursive);
    assert.deepEqual([state(run, "again"), state(run, "end")], ["running", "pending"]);
  });

  it("a run that succeeded leaves no step pending, one that failed does", () => {
    const good = fold([runId, begin("a", "1"), done("a", "1"), exit(0)], undefined, ["a", "b"]);
    assert.deepEqual(states(good), { a: "succeeded", b: "not-taken" });
    const bad = fold([runId, begin("a", "1"), fail("a", "1"), exit(1)], undefined, ["a", "b"]);
    assert.deepEqual(states(bad), { a: "failed", b: "pending" });
  });

  it("a cancelled run is winding up until its process is gone", () => {
    const asked = fold([
      runId,
      begin("a", "1"),
      begin("a", "2"),
      { type: "cancel-requested", at: 5 },
    ]);
    assert.deepEqual(
      [asked.status, asked.endedAt, state(asked, "a")],
      ["cancelled", null, "running"],
    );
    const over = [fail("a", "1"), exit(1, "a failed")].reduce((s, e) => advance(s, e), asked);
    assert.deepEqual([over.status, over.reason], ["cancelled", null]);
    assert.deepEqual(
      over.steps[0]?.tasks.map((t) => t.state),
      ["cancelled", "cancelled"],
    );
  });

  it("a cancel that came too late changes nothing", () => {
    const over = fold([
      runId,
      begin("a", "1"),
      done("a", "1"),
      { type: "cancel-requested", at: 5 },
      exit(0),
    ]);
    assert.equal(over.status, "succeeded");
    assert.equal(advance(over, { type: "cancel-requested", at: 99 }), over);
  });

  it("does not call it a success when nothing was run, nor know what nobody saw", () => {
    const silent = fold([exit(0, "nothing in the file runs F")]);
    assert.deepEqual([silent.status, silent.reason], ["failed", "nothing in the file runs F"]);
    const lost = fold([runId, begin("a", "1"), exit(null)]);
    assert.deepEqual([lost.status, state(lost, "a")], ["unknown", "unknown"]);
    assert.equal(fold([runId, exit(null, "ended by SIGKILL")]).status, "failed");
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
