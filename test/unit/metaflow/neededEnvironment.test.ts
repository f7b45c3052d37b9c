import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readFlow } from "../../../runtime/core/readFlow";
import { neededEnvironment } from "../../../runtime/metaflow/neededEnvironment";

const needed = (above: string, onStep: string) => {
  const [flow] = readFlow(`from metaflow import *
from own import conda as mine
${above}
class F(FlowSpec):
    ${onStep}
    @step
    def start(self):
        pass
`).flows;
  return flow === undefined ? "no flow" : neededEnvironment(flow);
};

describe("neededEnvironment", () => {
  it("comes from a step's decorator or the flow's", () => {
    assert.equal(needed("", "@pypi(packages={})"), "pypi");
    assert.equal(needed("@conda_base(python='3.11')", ""), "conda");
    assert.equal(needed("@pypi_base(python='3.11')", "@retry"), "pypi");
  });

  it("is none for other decorators and for one's own", () => {
    assert.equal(needed("@project(name='p')", "@retry"), null);
    assert.equal(needed("", "@mine"), null);
  });
});
