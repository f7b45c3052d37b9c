import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { derivedFlows } from "../../../extension/flows/derivedFlows";
import { readFlow } from "../../../runtime/core/readFlow";

const text = `from metaflow import FlowSpec, step

class Base(FlowSpec):
    @step
    def start(self):
        pass

class Middle(Base):
    pass

class Other(FlowSpec):
    @step
    def start(self):
        pass

class Last(Middle):
    pass
`;

describe("derivedFlows", () => {
  const { flows } = readFlow(text);
  const on = (name: string) => derivedFlows({ name }, flows).map((flow) => flow.name);

  it("finds what is built on a class, through others too", () => {
    assert.deepEqual(on("Base"), ["Middle", "Last"]);
    assert.deepEqual(on("Middle"), ["Last"]);
    assert.deepEqual(on("Other"), []);
  });
});
