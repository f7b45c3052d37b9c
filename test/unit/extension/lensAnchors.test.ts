import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  anchorsOf,
  runStepTitle,
  shiftAnchors,
  steadyAnchors,
  type LensAnchor,
} from "../../../extension/flows/lensAnchors";
import { readFlow } from "../../../runtime/core/readFlow";

const text = `from metaflow import FlowSpec, project, step

@project(name="p")
class Hello(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass

if __name__ == "__main__":
    Hello()
`;

const at = (line: number, step: string | null = "a"): LensAnchor => ({
  flow: "F",
  step,
  line,
  runnable: true,
});

describe("anchorsOf", () => {
  it("puts a lens above the first decorator of the class and of each step", () => {
    assert.deepEqual(
      anchorsOf(readFlow(text)).map(({ step, line }) => [step, line]),
      [
        [null, 2],
        ["start", 4],
        ["end", 8],
      ],
    );
  });

  it("knows that an uncalled flow cannot be run", () => {
    const [flow] = anchorsOf(readFlow(text.slice(0, text.indexOf("if __name__"))));
    assert.equal(flow?.runnable, false);
  });
});

describe("runStepTitle", () => {
  const titles = (calls: string): readonly string[] => {
    const anchors = anchorsOf(
      readFlow(text.replace("    Hello()", `    ${calls}`).replace("if __name__", subclasses)),
    );
    return anchors
      .filter(({ step, runnable }) => step === "start" && runnable)
      .map((anchor) => `${anchor.flow}: ${runStepTitle(anchor, anchors)}`);
  };
  const subclasses = "class A(Hello):\n    pass\n\nclass B(Hello):\n    pass\n\nif __name__";

  it("names the flow only where several flows run the step of one line", () => {
    assert.deepEqual(titles("A()"), ["A: Run step"]);
    assert.deepEqual(titles("A(); B()"), ["A: Run step (A)", "B: Run step (B)"]);
  });
});

describe("shiftAnchors", () => {
  const lineAfter = (line: number, edit: { line: number; removed: number; added: number }) =>
    shiftAnchors([at(line)], [edit])[0]?.line;

  it("moves what is below an edit and keeps what is above", () => {
    assert.equal(lineAfter(5, { line: 2, removed: 0, added: 3 }), 8);
    assert.equal(lineAfter(5, { line: 2, removed: 2, added: 0 }), 3);
    assert.equal(lineAfter(2, { line: 2, removed: 0, added: 3 }), 2);
    assert.equal(lineAfter(1, { line: 2, removed: 0, added: 3 }), 1);
  });

  it("moves a deleted line to where the deletion began", () => {
    assert.equal(lineAfter(4, { line: 2, removed: 3, added: 0 }), 2);
  });
});

describe("steadyAnchors", () => {
  const lines = ["class F:", "  @step", "  def a", "  x = 1"];
  const lineText = (line: number): string => lines[line] ?? "";

  it("keeps a lens whose step got lost in broken text", () => {
    const kept = steadyAnchors([at(0, null), at(1)], [at(0, null)], true, lineText);
    assert.deepEqual(
      kept.map(({ line }) => line),
      [0, 1],
    );
  });

  it("drops it when the text is whole, the line is another, or the line is taken", () => {
    const now = [at(0, null)];
    assert.equal(steadyAnchors([at(1)], now, false, lineText).length, 1);
    assert.equal(steadyAnchors([at(3)], now, true, lineText).length, 1);
    assert.equal(steadyAnchors([at(1, "old")], [...now, at(1, "new")], true, lineText).length, 2);
  });
});
