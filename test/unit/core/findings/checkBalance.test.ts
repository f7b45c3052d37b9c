import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, flowText, steps } from "./flows";

describe("a join that a branch of nothing enters", () => {
  it("is told which step comes from outside of the split", () => {
    const body = steps(
      'start -> {"x": self.c, "y": self.d}, condition="v"',
      "c -> self.a, self.b",
      "a -> self.j",
      "b -> self.j",
      "d -> self.j",
      "j(inputs) -> self.end",
      "end",
    );
    const found = check(flowText(body)).filter(({ rule }) => rule === "graph/join-count");
    assert.equal(found.length, 1);
    assert.match(found[0]?.message ?? "", /branches of 'c': 'd' comes from outside of it\.$/u);
  });
});
