import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Flow } from "../../../runtime/core/flow";
import { readFlow } from "../../../runtime/core/readFlow";

const HEAD = "from metaflow import FlowSpec, Parameter, step\n";
const STEP = "    @step\n    def start(self):\n        pass\n";

function stepText(name: string, indent: string): string {
  return `${indent}@step\n${indent}def ${name}(self):\n${indent}    pass\n`;
}

function lastFlow(text: string): Flow {
  const flow = readFlow(HEAD + text).flows.at(-1);
  assert.ok(flow, "no flow");
  return flow;
}

describe("blocks in a class body", () => {
  const sure: [string, string, string[]][] = [
    ["a constant", "    if X:\n        FLAG = 1\n    else:\n        FLAG = 2\n", ["start"]],
    ["a loop of constants", "    for i in range(3):\n        FLAG = i\n", ["start"]],
    [
      "a helper",
      "    try:\n        import x\n    except ImportError:\n        x = None\n",
      ["start"],
    ],
    ["if True", `    if True:\n${stepText("a", "        ")}`, ["start", "a"]],
    ["if 0", `    if 0:\n${stepText("a", "        ")}    else:\n        b = 1\n`, ["start"]],
    [
      "if TYPE_CHECKING, else",
      `    if TYPE_CHECKING:\n        a = 1\n    else:\n${stepText("a", "        ")}`,
      ["start", "a"],
    ],
    [
      "if not typing.TYPE_CHECKING",
      `    if (not typing.TYPE_CHECKING):\n${stepText("a", "        ")}`,
      ["start", "a"],
    ],
    [
      "try with another except",
      `    try:\n${stepText("a", "        ")}    except E:\n        x = 1\n    else:\n        y = 1\n    finally:\n        z = 1\n`,
      ["start", "a"],
    ],
    ["with", `    with lock:\n${stepText("a", "        ")}`, ["start", "a"]],
    ["del", `${stepText("a", "    ")}    del a\n`, ["start"]],
  ];
  for (const [name, block, steps] of sure) {
    it(`are certain: ${name}`, () => {
      const flow = lastFlow(`class F(FlowSpec):\n${STEP}${block}`);
      assert.equal(flow.partial, false);
      assert.deepEqual(
        flow.steps.map((step) => step.name),
        steps,
      );
    });
  }

  const doubtful: [string, string][] = [
    ["a step", `    if X:\n${stepText("a", "        ")}`],
    ["a step in an except", `    try:\n        pass\n    except E:\n${stepText("a", "        ")}`],
    ["a step in a loop", `    for i in X:\n${stepText("a", "        ")}`],
    ["a step after a maybe", `    if X:\n        pass\n    else:\n${stepText("a", "        ")}`],
    ["a parameter", "    if X:\n        p = Parameter('p')\n"],
    ["a step that goes", "    if X:\n        del start\n"],
    ["a step that is hidden", "    if X:\n        start = None\n"],
  ];
  for (const [name, block] of doubtful) {
    it(`make the flow partial: ${name}`, () => {
      const flow = lastFlow(`class F(FlowSpec):\n${STEP}${block}`);
      assert.equal(flow.partial, true);
      assert.equal(flow.steps[0]?.name, "start");
    });
  }

  it("make the flow partial where they may hide an inherited step", () => {
    const text = `class B(FlowSpec):\n${STEP}class F(B):\n    if X:\n        start = None\n`;
    assert.equal(lastFlow(text).partial, true);
  });

  it("keep the first of two versions", () => {
    const text = `class F(FlowSpec):\n    if X:\n${stepText("start", "        ")}    else:\n${stepText("start", "        ")}`;
    assert.equal(lastFlow(text).steps[0]?.line, 5);
  });
});

describe("blocks around a class", () => {
  it("that never run hold no flow and start none", () => {
    const text = `if False:\n    class F(FlowSpec):\n        pass\nclass G(FlowSpec):\n${STEP}if 0:\n    G()\n`;
    const { flows } = readFlow(HEAD + text);
    assert.deepEqual(
      flows.map(({ name, runnable }) => [name, runnable]),
      [["G", false]],
    );
  });
});
