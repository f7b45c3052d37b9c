import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Flow } from "../../../runtime/core/flow";
import { readFlow } from "../../../runtime/core/readFlow";
import { ReadCache } from "../../../runtime/core/flowReader/cache";

const HEAD = "from metaflow import FlowSpec, Parameter, step\n";
const STEP = "    @step\n    def start(self):\n        pass\n";
const MID = "@step\ndef mid(self):\n    self.next(self.end)\n";

function mainFlow(text: string, cache?: ReadCache): Flow {
  const flow = readFlow(HEAD + text, cache).flows.find(({ name }) => name === "Main");
  assert.ok(flow, "no flow");
  return flow;
}

function names(flow: Flow): { readonly parameters: string[]; readonly steps: string[] } {
  return {
    parameters: flow.parameters.map(({ name }) => name ?? ""),
    steps: flow.steps.map(({ name }) => name),
  };
}

describe("several statements on a line", () => {
  it("are each read in a class", () => {
    const line = `    a = Parameter("a"); b = Parameter("b;"); mid = mid\n`;
    assert.deepEqual(names(mainFlow(`${MID}class Main(FlowSpec):\n${line}${STEP}`)), {
      parameters: ["a", "b;"],
      steps: ["mid", "start"],
    });
  });

  it("may take a step away", () => {
    const flow = mainFlow(`class Main(FlowSpec):\n${STEP}    x = 1; del start\n`);
    assert.deepEqual(names(flow).steps, []);
  });

  it("have their own places", () => {
    const text = `class Main(FlowSpec):\n    a = Parameter("a"); b = Parameter("b")\n`;
    const [, second] = mainFlow(text).parameters;
    assert.ok(second);
    const { start, end } = second.span;
    assert.equal((HEAD + text).slice(start, end), `b = Parameter("b")`);
  });

  it("keep them when the line moves", () => {
    const cache = new ReadCache();
    const text = `class Main(FlowSpec):\n    a = Parameter("a"); b = Parameter("b")\n`;
    mainFlow(text, cache);
    const moved = mainFlow(`x = 1\n${text}`, cache);
    assert.deepEqual(moved, mainFlow(`x = 1\n${text}`));
  });

  const imports: readonly (readonly [string, string])[] = [
    ["behind a semicolon", "import os; from metaflow import retry as r\n"],
    ["in an if", "if True: from metaflow import retry as r\n"],
    ["in a try", "try: from metaflow import retry as r\nexcept ImportError: r = None\n"],
    ["in an else", "if 0:\n    r = 1\nelse: import os; from metaflow import retry as r\n"],
    ["with a module's name", "import metaflow as m; r = m.retry\n"],
  ];
  for (const [where, line] of imports) {
    it(`are each read in a module: ${where}`, () => {
      const flow = mainFlow(
        `${line}class Main(FlowSpec):\n    @r(times=1)\n    @step\n    def start(self):\n        pass\n`,
      );
      assert.deepEqual(
        flow.steps[0]?.decorators.map(({ name, origin }) => [name, origin]),
        [["retry", "metaflow"]],
      );
    });
  }

  it("are a class's, behind its colon", () => {
    const flow = mainFlow(
      `class P: c = Parameter("c")\nclass Q(FlowSpec): d = Parameter("d"); e = 1\nclass Main(Q, P):\n${STEP}`,
    );
    assert.deepEqual(names(flow).parameters, ["c", "d"]);
  });

  it("are a block's in a class, behind its colon", () => {
    const flow = mainFlow(`class Main(FlowSpec):\n    if True: a = Parameter("a")\n${STEP}`);
    assert.deepEqual(names(flow).parameters, ["a"]);
  });
});

describe("what a class gets from outside its body makes it partial", () => {
  const givers = [
    "setattr(Main, 'mid', mid)",
    "Main.mid = mid",
    "x = 1; Main.mid = mid",
    "del Main.start",
    "if True: Main.mid = mid",
  ];
  for (const giver of givers) {
    it(giver, () => {
      assert.equal(mainFlow(`${MID}class Main(FlowSpec):\n${STEP}${giver}\n`).partial, true);
    });
  }

  it("but its documentation does not", () => {
    const flow = mainFlow(`class Main(FlowSpec):\n${STEP}Main.__doc__ = 'x'\nprint(Main.start)\n`);
    assert.equal(flow.partial, false);
  });

  it("an import in its body may be a step", () => {
    const text = `class Main(FlowSpec):\n    from steps import mid\n${STEP.replace("pass", "self.next(self.mid)")}`;
    assert.equal(mainFlow(text).partial, true);
  });
});

describe("a flow is started", () => {
  const starts: readonly (readonly [string, boolean])[] = [
    ["Main()", true],
    ["Main(use_cli=True)", true],
    ["Main(use_cli=False)", false],
    ["Main(False)", false],
    ['if __name__ == "__main__": Main()', true],
    ["if __name__ != '__main__':\n    Main()", false],
    ["if __name__ != '__main__':\n    pass\nelse:\n    Main()", true],
    ["x = 1; Main()", true],
  ];
  for (const [start, runnable] of starts) {
    it(`${start}: ${runnable}`, () => {
      assert.equal(mainFlow(`class Main(FlowSpec):\n${STEP}${start}\n`).runnable, runnable);
    });
  }
});
