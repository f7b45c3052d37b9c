import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { flowAt, stepAt, stepsAt } from "../../../extension/flows/flowAt";
import { readFlow } from "../../../runtime/core/readFlow";

const text = `from metaflow import FlowSpec, step

class Base(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass

class Other(FlowSpec):
    @step
    def start(self):
        pass

class SubA(Base):
    pass

class SubB(Base):
    @step
    def end(self):
        print("own")

if __name__ == "__main__":
`;

const runs = (...flows: readonly string[]): string =>
  text + flows.map((name) => `    ${name}()\n`).join("");

const at = (source: string, found: string): readonly string[] =>
  stepsAt(readFlow(source), source.indexOf(found)).map(
    ({ flow, step }) => `${flow.name}.${step.name}`,
  );

describe("stepsAt", () => {
  it("is the step of the flows that inherit it and can be run, not of their base", () => {
    assert.deepEqual(at(runs("SubA"), "self.next"), ["SubA.start"]);
    assert.deepEqual(at(runs("SubA", "SubB"), "self.next"), ["SubA.start", "SubB.start"]);
  });

  it("leaves out a flow that has a step of its own instead", () => {
    assert.deepEqual(at(runs("SubA", "SubB"), "pass"), ["SubA.end"]);
    assert.deepEqual(at(runs("SubA", "SubB"), "print"), ["SubB.end"]);
  });

  it("is the step of each flow that has it when none can be run", () => {
    assert.deepEqual(at(`${text}    pass\n`, "self.next"), [
      "Base.start",
      "SubA.start",
      "SubB.start",
    ]);
    assert.deepEqual(at(runs("SubA"), "class Other"), []);
  });
});

describe("stepAt", () => {
  it("finds a flow's inherited step where it is written", () => {
    const flow = readFlow(text).flows.find(({ name }) => name === "SubA");
    assert.ok(flow);
    assert.equal(stepAt(flow, text.indexOf("self.next"))?.name, "start");
    assert.equal(stepAt(flow, text.indexOf("print")), null);
  });
});

describe("flowAt", () => {
  it("is the class around an offset and its own step", () => {
    const file = readFlow(text);
    assert.equal(flowAt(file, text.indexOf("self.next"))?.flow.name, "Base");
    assert.equal(flowAt(file, text.indexOf("print"))?.step?.name, "end");
    assert.equal(flowAt(file, text.indexOf("class SubA"))?.step, null);
    assert.equal(flowAt(file, 0), null);
  });
});
