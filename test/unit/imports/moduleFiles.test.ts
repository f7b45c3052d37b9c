import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { readFlow, type Imports } from "../../../runtime/core/readFlow";
import type { Flow } from "../../../runtime/core/flow";
import { findingsOf } from "../../../runtime/core/findings/findings";
import { sliceOf } from "../../../runtime/core/flowReader/sources";
import { ModuleFiles } from "../../../runtime/imports/moduleFiles";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flowlens-imports-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const BASE = `from metaflow import FlowSpec, step, Parameter, kubernetes
class Base(FlowSpec):
    size = Parameter("size", default=3)
    @kubernetes(cpu=2)
    @step
    def start(self):
        self.next(self.work)
    @step
    def end(self):
        pass
`;

const CHILD = `from metaflow import step
from base import Base
class Child(Base):
    @step
    def work(self):
        self.next(self.end)
if __name__ == "__main__":
    Child()
`;

function flowsOf(
  name: string,
  text: string,
  files = new ModuleFiles({ limits: () => [root] }),
): readonly Flow[] {
  return readFlow(text, undefined, files.importsOf(join(root, name))).flows;
}

function steps(flow: Flow | undefined): readonly unknown[] {
  return (flow?.steps ?? []).map(({ name, line, inheritedFrom, source }) => [
    name,
    line,
    inheritedFrom,
    source?.path.slice(root.length + 1) ?? null,
  ]);
}

test("a base class of a file beside it brings steps and parameters", () => {
  write({ "base.py": BASE });
  const [child] = flowsOf("child.py", CHILD);
  assert.equal(child?.partial, false);
  assert.deepEqual(steps(child), [
    ["work", 5, null, null],
    ["start", 6, "Base", "base.py"],
    ["end", 9, "Base", "base.py"],
  ]);
  assert.deepEqual(
    child.parameters.map(({ name, line }) => [name, line]),
    [["size", 3]],
  );
});

test("without the file, and without imports to follow, the flow is partial", () => {
  assert.equal(flowsOf("child.py", CHILD)[0]?.partial, true);
  write({ "base.py": BASE });
  assert.equal(readFlow(CHILD).flows[0]?.partial, true);
});

for (const [what, line, base, file] of [
  ["a module", "import base", "base.Base", "base.py"],
  ["a module by another name", "import flows.base as b", "b.Base", "flows/base.py"],
  ["a module of a package", "import flows.base", "flows.base.Base", "flows/base.py"],
  ["a name of a package", "from flows import Base", "Base", "flows/__init__.py"],
  ["a module as a name", "from flows import base", "base.Base", "flows/base.py"],
  ["everything of a module", "from base import *", "Base", "base.py"],
  ["a name by another name", "from base import Base as B", "B", "base.py"],
  ["a package in src", "from flows.base import Base", "Base", "src/flows/base.py"],
] as const) {
  test(`${what} is followed: ${line}`, () => {
    write({ [file]: BASE });
    const [flow] = flowsOf(
      "child.py",
      CHILD.replace("from base import Base", line).replace("(Base)", `(${base})`),
    );
    assert.equal(flow?.partial, false);
    assert.deepEqual(
      flow.steps.map(({ name }) => name),
      ["work", "start", "end"],
    );
  });
}

test("of a package and a module of the same name, the package is followed, as Python does", () => {
  write({ "base.py": "Base = None\n", "base/__init__.py": BASE });
  assert.equal(flowsOf("child.py", CHILD)[0]?.partial, false);
});

test("packages of a project are found from the folders above, and by relative imports", () => {
  write({
    "pyproject.toml": "",
    "acme/flows/base.py": BASE,
    "acme/flows/__init__.py": "from .base import Base\nfrom ..more.mixin import Mixin\n",
    "acme/more/mixin.py":
      "from metaflow import step\nclass Mixin:\n    @step\n    def work(self):\n        self.next(self.end)\n",
  });
  const text =
    'from acme.flows import Base, Mixin\nclass F(Mixin, Base):\n    pass\nif __name__ == "__main__":\n    F()\n';
  const [flow] = flowsOf("jobs/daily/run.py", text);
  assert.deepEqual(flow?.steps.map(({ name }) => name).sort(), ["end", "start", "work"]);
});

test("wrappers of Metaflow's names and kept decorators are seen through", () => {
  write({
    "ours.py": "from metaflow import *\nfrom metaflow import kubernetes\ngpu = kubernetes(gpu=1)\n",
  });
  const text =
    "from ours import FlowSpec, step, gpu\nclass F(FlowSpec):\n    @gpu\n    @step\n    def start(self): pass\n";
  const [decorator] = flowsOf("f.py", text)[0]?.steps[0]?.decorators ?? [];
  assert.equal(decorator?.name, "kubernetes");
  assert.equal(decorator.origin, "metaflow");
  assert.deepEqual(
    decorator.arguments.map(({ name }) => name),
    ["gpu"],
  );
});

test("files that import each other end", () => {
  write({
    "base.py": `from child import Child\n${BASE}`,
    "child.py": CHILD,
    "a.py": "from b import A\n",
    "b.py": "from a import A\n",
  });
  assert.equal(flowsOf("child.py", CHILD)[0]?.partial, false);
  assert.deepEqual(flowsOf("x.py", "from a import A\nclass F(A): pass\n"), []);
});

test("a name that two files import from each other is nobody's", () => {
  const texts = new Map([
    ["a", "from b import A\n"],
    ["b", "from a import A\n"],
  ]);
  const imports: Imports = {
    find: (path) => {
      const text = texts.get(path);
      return text === undefined ? null : { path, text, imports };
    },
  };
  const text = "from a import A\nclass F(A): pass\n";
  assert.deepEqual(readFlow(text, undefined, imports).flows, []);
});

test("an unsaved text wins over the disk, and a change is seen", () => {
  write({ "base.py": BASE });
  let text: string | null = null;
  const files = new ModuleFiles({
    limits: () => [root],
    open: () => (text === null ? null : { version: 7, text }),
  });
  const lastStep = (): string | undefined =>
    flowsOf("child.py", CHILD, files)[0]?.steps.at(-1)?.name;
  assert.equal(flowsOf("child.py", CHILD, files)[0]?.steps.length, 3);
  assert.equal(lastStep(), "end");
  text = BASE.replace("def end", "def finish");
  assert.equal(lastStep(), "finish");
  assert.equal(lastStep(), "finish");
  text = null;
  assert.equal(lastStep(), "end");
  // Of the same length: the time alone tells.
  write({ "base.py": BASE.replace("def end", "def fin") });
  utimesSync(join(root, "base.py"), 1, 1);
  assert.equal(lastStep(), "fin");
});

test("modules that no flow needs are not asked for", () => {
  const asked: string[] = [];
  const imports: Imports = {
    find: (module) => {
      asked.push(module);
      return null;
    },
  };
  readFlow(
    `import pandas as pd\nfrom helpers import load\n${CHILD}    load(pd.read())\n`,
    undefined,
    imports,
  );
  assert.deepEqual([...new Set(asked)], ["base"]);
});

test("what is wrong in a base class is told on the class that takes it, with the place", () => {
  write({ "base.py": BASE.replace("self.work", "self.wokr").replace("cpu=2", "cpus=2") });
  const text = CHILD;
  const file = readFlow(text, undefined, new ModuleFiles().importsOf(join(root, "child.py")));
  const found = findingsOf(file, text);
  assert.deepEqual(
    found.map(({ rule, step, span }) => [rule, step, text.slice(span.start, span.end)]),
    [
      ["kubernetes/unknown-option", "start", "Child"],
      ["graph/unknown-step", "start", "Child"],
      ["graph/unreachable-step", "work", "work"],
    ],
  );
  assert.match(found[1]?.message ?? "", /^In base\.py, line 7: /);
  const [place] = found[1]?.related ?? [];
  assert.ok(place !== undefined);
  assert.equal(sliceOf(text, file.sources, place.span), "wokr");
  assert.ok(found.every(({ fix }) => fix === undefined));
});
