import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drawFlow, namesOf, type LastDrawing } from "../../../extension/panels/dagSource";
import { readFlow } from "../../../runtime/core/readFlow";

const text = `from metaflow import FlowSpec, step

class Hello(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;

const two = `${text}
class Other(FlowSpec):
    @step
    def start(self):
        pass
`;

const drawnBefore = (source: string, flow: string): LastDrawing => {
  const file = readFlow(source);
  const { dag } = drawFlow(file, [], flow, null);
  assert.ok(dag);
  return { dag, flows: namesOf(file) };
};

const broken = text.replace("self.next(self.end)", 'print("half');

describe("drawFlow", () => {
  it("draws the flow that is asked for", () => {
    const { flow, dag, stale } = drawFlow(readFlow(text), [], "Hello", null);
    assert.equal(flow, "Hello");
    assert.deepEqual(
      dag?.nodes.map(({ id }) => id),
      ["start", "end"],
    );
    assert.equal(stale, null);
  });

  it("follows a file's only flow when it is renamed", () => {
    const { flow } = drawFlow(readFlow(text.replace("Hello", "Bye")), [], "Hello", null);
    assert.equal(flow, "Bye");
  });

  it("follows one of several flows when it is renamed", () => {
    const last = drawnBefore(two, "Other");
    const { flow, missing } = drawFlow(readFlow(two.replace("Other", "Next")), [], "Other", last);
    assert.deepEqual([flow, missing], ["Next", null]);
  });

  it("does not take another flow for the one that is gone, and names that one", () => {
    const last = drawnBefore(two, "Other");
    for (const source of [text, two.replace("Other", "A").replace("Hello", "B")]) {
      const { flow, dag, missing } = drawFlow(readFlow(source), [], "Other", last);
      assert.deepEqual([flow, dag, missing], [null, null, "Other"]);
    }
    assert.equal(drawFlow(readFlow(two), [], "Gone", null).missing, "Gone");
  });

  it("draws the first flow when none was named", () => {
    assert.equal(drawFlow(readFlow(two), [], "", null).flow, "Hello");
  });

  it("keeps the last good drawing of broken text and names the line", () => {
    const good = drawnBefore(text, "Hello");
    const { dag, stale } = drawFlow(readFlow(broken), [], "Hello", good);
    assert.equal(dag, good.dag);
    assert.equal(stale?.line, 6);
  });

  it("draws nothing for a file without flows", () => {
    assert.deepEqual(drawFlow(readFlow("x = 1\n"), [], "Hello", null), {
      flow: null,
      dag: null,
      stale: null,
      missing: null,
    });
    assert.equal(drawFlow(null, [], "Hello", null).dag, null);
  });
});
