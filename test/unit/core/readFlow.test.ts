import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Flow, Step, Transition } from "../../../runtime/core/flow";
import { mayDeclareFlow, readFlow } from "../../../runtime/core/readFlow";

const HEAD = "from metaflow import FlowSpec, step\n";

/** The only flow of a text. */
function flowOf(text: string): Flow {
  const { flows } = readFlow(text);
  assert.equal(flows.length, 1, `flows: ${flows.map(({ name }) => name).join(", ")}`);
  return flows[0]!;
}

function names(flow: Flow): string[] {
  return flow.steps.map(({ name }) => name);
}

function stepNamed(flow: Flow, name: string): Step {
  const step = flow.steps.find((one) => one.name === name);
  assert.ok(step, `no step ${name}`);
  return step;
}

function targets(transition: Transition): string[] {
  return transition.form === "none" ? [] : transition.targets.map(({ name }) => name);
}

const STEP = "    @step\n    def start(self):\n        pass\n";

describe("what a flow is", () => {
  const spellings = [
    "from metaflow import FlowSpec as FS, step as s\nclass F(FS):\n    @s\n    def start(self): pass\n",
    "import metaflow as mf\nclass F(mf.FlowSpec):\n    @mf.step\n    def start(self): pass\n",
    "import metaflow\nclass F(metaflow.FlowSpec):\n    @metaflow.step()\n    def start(self): pass\n",
    "from metaflow import *\nclass F(FlowSpec):\n    @step(start=True)\n    def start(self): pass\n",
    "from metaflow import (\n    FlowSpec,  # base\n    step,\n)\nclass F(\n    FlowSpec\n):\n    @step\n    def start(self): pass\n",
    "try:\n    from metaflow import FlowSpec, step\nexcept ImportError:\n    FlowSpec = object\nclass F(FlowSpec):\n    @step\n    def start(self): pass\n",
    `${HEAD}Base = FlowSpec\nmark = step\nclass F(Base):\n    @mark\n    def start(self): pass\n`,
    `${HEAD}if True:\n    class F(FlowSpec):\n        @step\n        def start(self): pass\n`,
  ];
  for (const text of spellings) {
    it(text.split("class")[0]!.trim().replaceAll("\n", " ; "), () => {
      assert.deepEqual(names(flowOf(text)), ["start"]);
    });
  }

  it("is no class without FlowSpec, and none inside a string or a function", () => {
    const text = `${HEAD}T = """\nclass A(FlowSpec):\n    pass\n"""\ndef make():\n    class B(FlowSpec):\n        pass\nclass C(object):\n${STEP}`;
    assert.deepEqual(readFlow(text).flows, []);
  });

  it("is the last class of a name", () => {
    const flow = flowOf(`${HEAD}class F(FlowSpec):\n    pass\nclass F(FlowSpec):\n${STEP}`);
    assert.equal(flow.line, 4);
  });

  it("is partial when its base comes from elsewhere", () => {
    const flow = flowOf(
      `from metaflow import step\nfrom shared import Base\nclass F(Base):\n${STEP}`,
    );
    assert.equal(flow.partial, true);
  });
});

describe("runnable", () => {
  const cases: [string, boolean][] = [
    ["", false],
    ["F()\n", true],
    ["if __name__ == '__main__':\n    F()\n", true],
    ["if __name__ == '__main__': F()\n", true],
    ["def main():\n    F()\n\nif __name__ == '__main__':\n    main()\n", true],
    ["def main():\n    F()\n", false],
    ["flow = F\nflow()\n", true],
    ["print('F()')  # F()\n", false],
  ];
  for (const [tail, runnable] of cases) {
    it(JSON.stringify(tail), () => {
      assert.equal(flowOf(`${HEAD}class F(FlowSpec):\n${STEP}\n${tail}`).runnable, runnable);
    });
  }

  it("follows names that stand for names only as often as there are classes", () => {
    const loops = Array.from({ length: 80 }, (_, i) => {
      const before = i === 0 ? "F" : `a${i}`;
      return `    for a${i + 1} in (${before}, ${before}): pass\n`;
    });
    const tail = `def run():\n${loops.join("")}    a80()\nrun()`;
    assert.equal(flowOf(`${HEAD}class F(FlowSpec):\n${STEP}\n${tail}`).runnable, true);
  });
});

describe("inheritance", () => {
  const text = `${HEAD}from metaflow import Parameter, project
class Mixin:
    @step
    def mixed(self):
        self.next(self.end)
@project(name="p")
class Root(FlowSpec):
    alpha = Parameter("alpha")
    @step
    def start(self):
        self.next(self.mixed)
    @step
    def gone(self):
        pass
class Leaf(Mixin, Root):
    gone = None
    @step
    def end(self):
        pass
`;
  it("follows Python's order, hides what is overridden and says where steps come from", () => {
    const leaf = readFlow(text).flows.find(({ name }) => name === "Leaf")!;
    assert.deepEqual(
      leaf.steps.map(({ name, inheritedFrom }) => [name, inheritedFrom]),
      [
        ["mixed", "Mixin"],
        ["start", "Root"],
        ["end", null],
      ],
    );
    assert.deepEqual(
      leaf.parameters.map(({ name }) => name),
      ["alpha"],
    );
    assert.deepEqual(
      leaf.decorators.map(({ name }) => name),
      ["project"],
    );
  });

  it("knows which flow another extends", () => {
    const { flows } = readFlow(text);
    assert.deepEqual(
      flows.map(({ name, subclassed }) => [name, subclassed]),
      [
        ["Root", true],
        ["Leaf", false],
      ],
    );
  });
});

describe("steps", () => {
  it("count lines at the def, whatever the line ends, tabs and BOM", () => {
    const plain = `${HEAD}class F(FlowSpec):\n\t@step\n\t# why\n\tdef start(self):\n\t\tself.next(self.a)\n`;
    for (const text of [
      plain,
      plain.replaceAll("\n", "\r\n"),
      plain.replaceAll("\n", "\r"),
      `\ufeff${plain}`,
    ]) {
      const { line, stepDecorator, transition } = stepNamed(flowOf(text), "start");
      assert.deepEqual([line, stepDecorator.line], [5, 3]);
      assert.equal(transition.form === "linear" && transition.line, 6);
    }
  });

  it("have spans in UTF-16 units", () => {
    const text = `${HEAD}class F(FlowSpec):\n    x = "\u{1f680}"\n    @step\n    def start(self):\n        self.next(self.a)\n`;
    const { nameSpan, transition } = stepNamed(flowOf(text), "start");
    assert.equal(text.slice(nameSpan.start, nameSpan.end), "start");
    assert.ok(transition.form === "linear");
    const { span } = transition.targets[0]!;
    assert.equal(text.slice(span.start, span.end), "a");
  });

  it("count positional parameters as Metaflow does", () => {
    const counts = [
      "self",
      "self, inputs",
      "",
      "self, *, k=1",
      "self, a={'x': [1, 2]}",
      "self, /, b",
      "*args",
      "self,",
    ];
    const read = counts.map((list) => {
      const text = `${HEAD}class F(FlowSpec):\n    @step\n    def start(${list}):\n        pass\n`;
      return stepNamed(flowOf(text), "start").positionalCount;
    });
    assert.deepEqual(read, [1, 2, 0, 1, 2, 1, 0, 1]);
  });

  it("know what stands around @step", () => {
    const text = `${HEAD}from metaflow import retry\nclass F(FlowSpec):\n    @other(1, x=[2, y])\n    @step\n    @retry\n    async def start(self):\n        """\n        First line.\n        """\n`;
    const step = stepNamed(flowOf(text), "start");
    assert.deepEqual(
      step.decorators.map(({ name, origin, called }) => [name, origin, called]),
      [
        ["other", "unknown", true],
        ["retry", "metaflow", false],
      ],
    );
    assert.deepEqual([step.stepDecorator.below, step.isAsync, step.doc], [1, true, "First line."]);
  });

  it("are doubled by a second name for the same function", () => {
    const text = `${HEAD}class M:\n    @step\n    def a(self): pass\nclass F(FlowSpec):\n    b = M.a\n    c = b\n`;
    assert.deepEqual(names(flowOf(text)), ["b", "c"]);
  });

  it("take arguments bound to a name", () => {
    const text = `${HEAD}from metaflow import kubernetes\nk8s = kubernetes\ngpu = kubernetes(gpu=1)\nclass F(FlowSpec):\n    @k8s(cpu=2)\n    @step\n    def start(self): pass\n    @gpu\n    @step\n    def a(self): pass\n`;
    const found = flowOf(text).steps.map(({ decorators: [one] }) => [
      one?.name,
      one?.arguments[0]?.name,
    ]);
    assert.deepEqual(found, [
      ["kubernetes", "cpu"],
      ["kubernetes", "gpu"],
    ]);
  });
});

describe("half-typed text", () => {
  const steps = (broken: string): string[] => {
    const text = `${HEAD}class F(FlowSpec):\n    @step\n    def start(self):\n${broken}        self.next(self.a)\n\n    @step\n    def a(self):\n        """Doc."""\n        self.next(self.end)\n\n    @step\n    def end(self):\n        """Doc."""\n`;
    const flow = flowOf(text);
    return flow.steps.map((step) => `${step.name}>${targets(step.transition).join()}`);
  };
  const whole = ["start>a", "a>end", "end>"];
  for (const broken of [
    "        x = foo(\n",
    "        x = {'a': [1,\n",
    "        x = 'open\n",
    '        x = f"{y\n',
    "        if x\n",
    "        x = ) ]\n",
    "x\n",
    "    pri\n",
    "        @\n",
  ]) {
    it(JSON.stringify(broken), () => {
      assert.deepEqual(steps(broken), whole);
    });
  }

  it("an unclosed triple quote costs no other step", () => {
    assert.deepEqual(steps('        x = """\n').slice(1), whole.slice(1));
  });

  it("an unclosed class or def header costs nothing", () => {
    const text = `${HEAD}class F(FlowSpec:\n    @step\n    def start(self:\n        self.next(self.end)\n    @step\n    def end(self)\n        pass\n`;
    assert.deepEqual(names(flowOf(text)), ["start", "end"]);
  });
});

describe("syntax problems", () => {
  const problemLine = (text: string): number | null => {
    const { syntaxProblem, lines } = readFlow(text);
    return syntaxProblem && lines.lineAt(syntaxProblem.span.start);
  };
  const broken: [string, number][] = [
    ["x = 1\ny = (1,\n", 2],
    ["x = '\n", 1],
    ["x = 1\ny = '''\nz\n", 2],
    ["def x(:\n    pass\ndef y():\n    pass\n", 1],
    ["x = 1)\n", 1],
    ["x = (1]\n", 1],
    ["def f(x)\n    pass\n", 1],
    ["if x:\ny = 1\n", 1],
    ["x = 1\n  y = 2\n", 2],
    ["@a\nx = 1\n", 1],
    ["x = \n", 1],
    ["foo.\n", 1],
  ];
  for (const [text, line] of broken) {
    it(JSON.stringify(text), () => {
      assert.equal(problemLine(text), line);
    });
  }
  for (const text of [
    "x = (a\n@b\n)\n",
    "f'{x!r:>{10}} {{ {\"a\" + 'b'}'\n",
    "f'{a['b']}'\n",
    "f'''{\n  x\n}'''\n",
    "x = '''\ndef a(\n'''\n",
    "x = 1 + \\\n    2\n",
    "match x:\n    case 1:\n        pass\n",
    "x: int\nclass A[T]: ...\n",
    "x = r'\\'x'\n",
    "type X = int\nlambda: (yield)\n",
  ]) {
    it(`none in ${JSON.stringify(text)}`, () => {
      assert.equal(readFlow(text).syntaxProblem, null);
    });
  }
});

describe("mayDeclareFlow", () => {
  it("is false only where there is nothing", () => {
    assert.equal(mayDeclareFlow(`${HEAD}class F(FlowSpec): pass`), true);
    assert.equal(mayDeclareFlow("import os\nclass F: pass"), false);
    assert.equal(mayDeclareFlow("from metaflow import Run\nRun('F/1')"), false);
  });
});
