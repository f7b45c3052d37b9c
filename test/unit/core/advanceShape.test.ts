import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { advance } from "../../../runtime/core/advance";
import type { RunEvent } from "../../../runtime/core/run";
import { shapeOf, fold, state, states, begin, done, runId, foreach, switched } from "./runEvents";

describe("advance, with the shape of the graph", () => {
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
});
