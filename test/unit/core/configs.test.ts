import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { configPrompts } from "../../../runtime/core/configs";
import { readFlow } from "../../../runtime/core/readFlow";

const prompts = (declaration: string) => {
  const text = `from metaflow import *
class F(FlowSpec):
    ${declaration}
    @step
    def start(self):
        pass
`;
  const [flow] = readFlow(text).flows;
  assert.ok(flow);
  return configPrompts(flow).map(({ name, required, file }) => [name, required, file]);
};

describe("configPrompts", () => {
  it("needs an answer only for a required Config without a default", () => {
    assert.deepEqual(prompts(`c = Config("c", required=True)`), [["c", true, null]]);
    assert.deepEqual(prompts(`c = Config("c")`), [["c", false, null]]);
    assert.deepEqual(prompts(`c = Config("c", default="c.json", required=True)`), [
      ["c", false, "c.json"],
    ]);
    assert.deepEqual(prompts(`c = Config("c", "c.json", required=True)`), [["c", false, "c.json"]]);
    assert.deepEqual(prompts(`c = Config("c", default_value={}, required=True)`), [
      ["c", false, null],
    ]);
    assert.deepEqual(prompts(`c = Config("c", default=None, required=True)`), [["c", true, null]]);
  });

  it("leaves parameters and unknown names out", () => {
    assert.deepEqual(prompts(`p = Parameter("p", required=True)`), []);
    assert.deepEqual(prompts(`c = Config(NAME)`), []);
  });
});
