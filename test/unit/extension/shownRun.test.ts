import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { shownRun } from "../../../extension/panels/shownRun";

const run = (key: string, startedAt: number) => ({ key, state: { startedAt } });
const own = [run("b", 20), run("a", 10)];

describe("shownRun", () => {
  it("is the newest, the chosen one, or none", () => {
    assert.equal(shownRun(own, "newest")?.key, "b");
    assert.equal(shownRun(own, { key: "a", at: 30 })?.key, "a");
    assert.equal(shownRun(own, { key: null, at: 30 }), undefined);
    assert.equal(shownRun(own.slice(2), "newest"), undefined);
  });

  it("follows a run that starts after the choice", () => {
    const started = [run("c", 40), ...own];
    assert.equal(shownRun(started, { key: "a", at: 30 })?.key, "c");
    assert.equal(shownRun(started, { key: null, at: 30 })?.key, "c");
    assert.equal(shownRun(started, { key: "a", at: 50 })?.key, "a");
  });

  it("is none when the chosen run was removed", () => {
    assert.equal(shownRun(own, { key: "gone", at: 30 }), undefined);
  });
});
