import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { duration, stateWord, statusWord } from "../../../runtime/core/words";

describe("duration", () => {
  it("has two units, the smaller dropped from ten minutes on", () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, "0s"],
      [999, "0s"],
      [4_200, "4s"],
      [59_999, "59s"],
      [60_000, "1m"],
      [69_000, "1m 09s"],
      [72_000, "1m 12s"],
      [599_000, "9m 59s"],
      [600_000, "10m"],
      [21 * 60_000 + 40_000, "21m"],
      [185 * 60_000, "3h 05m"],
      [-5, "0s"],
    ];
    for (const [milliseconds, words] of cases) assert.equal(duration(milliseconds), words);
  });
});

describe("words of states", () => {
  it("are the interface's", () => {
    assert.equal(stateWord("not-taken"), "not taken");
    assert.equal(stateWord("cancelled"), "cancelled by you");
    assert.equal(statusWord("failing"), "failing");
  });
});
