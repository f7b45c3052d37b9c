import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { advance } from "../../../runtime/core/advance";
import { fold, state, states, begin, done, fail, exit, runId } from "./runEvents";

describe("advance, at the end of a run", () => {
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
});
