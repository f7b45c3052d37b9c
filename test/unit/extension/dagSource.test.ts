import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drawFlow } from "../../../extension/panels/dagSource";
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

  it("keeps the last good drawing of broken text and names the line", () => {
    const good = drawFlow(readFlow(text), [], "Hello", null).dag;
    const { dag, stale } = drawFlow(readFlow(broken), [], "Hello", good);
    assert.equal(dag, good);
    assert.equal(stale?.line, 6);
  });

  it("draws nothing for a file without flows", () => {
    assert.deepEqual(drawFlow(readFlow("x = 1\n"), [], "Hello", null), {
      flow: null,
      dag: null,
      stale: null,
    });
    assert.equal(drawFlow(null, [], "Hello", null).dag, null);
  });
});
