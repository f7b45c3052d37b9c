import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { durationOf } from "../../../runtime/core/duration";

describe("the duration of a @timeout", () => {
  it("is the sum of its whole numbers, in seconds", () => {
    const given = { hours: 1, minutes: 2, seconds: -3 };
    assert.equal(
      durationOf((unit) => given[unit]),
      3717,
    );
    assert.equal(
      durationOf(() => 0),
      0,
    );
  });

  it("is what stands there instead of the first that is none", () => {
    const given = { hours: 1, minutes: "soon", seconds: "later" } as const;
    assert.equal(
      durationOf<string>((unit) => given[unit]),
      "soon",
    );
  });
});
