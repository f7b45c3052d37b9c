import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readFlow } from "../../../runtime/core/readFlow";
import { stepNamespaces } from "../../../runtime/core/stepNamespaces";

const flowOf = (...decorators: readonly string[]) => {
  const steps = decorators.map((text, i) => `    ${text}\n    @step\n    def s${i}(self): pass\n`);
  const text = `from metaflow import *\nclass F(FlowSpec):\n${steps.join("")}`;
  const [flow] = readFlow(text).flows;
  return flow ?? assert.fail("no flow");
};

describe("the namespaces that steps name", () => {
  it("are read from the text, each once", () => {
    const flow = flowOf(
      `@kubernetes(namespace="gpu")`,
      `@kubernetes(cpu=1, namespace='gpu')`,
      `@kubernetes(namespace="batch")`,
    );
    assert.deepEqual(stepNamespaces(flow), ["gpu", "batch"]);
  });

  it("leave out what only Python knows, and other decorators", () => {
    const flow = flowOf("@kubernetes(namespace=NS)", `@card(namespace="x")`, "@kubernetes");
    assert.deepEqual(stepNamespaces(flow), []);
  });
});
