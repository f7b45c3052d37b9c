import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findingsOf } from "../../../runtime/core/findings/findings";
import { readFlow } from "../../../runtime/core/readFlow";
import { snippetFlows, snippetPrefixes } from "./snippetFlows";

describe("snippets", () => {
  it("are all tried here", () => {
    assert.deepEqual(snippetPrefixes, Object.keys(snippetFlows));
  });

  for (const [prefix, text] of Object.entries(snippetFlows))
    it(`${prefix} gives a flow without findings`, () => {
      const file = readFlow(text);
      assert.equal(file.flows[0]?.runnable, true);
      assert.deepEqual(findingsOf(file, text), []);
      assert.ok(file.flows[0].steps.length > 1);
    });
});
