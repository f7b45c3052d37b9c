import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { settingPatterns, type FilesExclude } from "../../../extension/flows/exclusions";
import { isNeverSearched } from "../../../extension/flows/neverSearched";
import { scanFiles, scanFolder } from "../../../extension/flows/scan";

const flow = `from metaflow import FlowSpec, step

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

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flowlens-scan-"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function found(filesExclude: FilesExclude = {}, folder = root): readonly string[] {
  return [...scanFolder({ root: folder, filesExclude })]
    .map(({ path }) => relative(root, path))
    .sort();
}

describe("scanFolder", () => {
  it("finds flows at any depth, with their steps and types", () => {
    write({ "a.py": flow, "deep/er/b.py": flow, "c.py": "print('metaflow')", "d.txt": flow });
    assert.deepEqual(found(), ["a.py", "deep/er/b.py"]);
    const [file] = [...scanFolder({ root, filesExclude: {} })].filter(({ path }) =>
      path.endsWith("a.py"),
    );
    assert.deepEqual(file?.flows, [
      {
        name: "Hello",
        runnable: true,
        bases: [],
        steps: [
          { name: "start", kind: "start" },
          { name: "end", kind: "end" },
        ],
      },
    ]);
  });

  it("finds flows that are built on a class of another file, without a word of Metaflow", () => {
    const child =
      'from a import Hello\nclass Child(Hello):\n    pass\nif __name__ == "__main__":\n    Child()\n';
    write({ "a.py": flow, "child.py": child, "other.py": child.replace("from a", "from b") });
    assert.deepEqual(found(), ["a.py", "child.py"]);
    const files = [...scanFolder({ root, filesExclude: {} })];
    const summary = files.find(({ path }) => path.endsWith("child.py"))?.flows[0];
    assert.deepEqual(summary?.bases, [`${join(root, "a.py")}:Hello`]);
    assert.equal(summary.steps.length, 2);
  });

  it("enters no virtual environment, however it is named", () => {
    write({
      "tools/pyvenv.cfg": "",
      "tools/lib/a.py": flow,
      "conda/conda-meta/history": "",
      "conda/a.py": flow,
      "node_modules/x/a.py": flow,
      "src/a.py": flow,
    });
    assert.deepEqual(found(), ["src/a.py"]);
  });

  it("respects .gitignore, nested ones and exceptions too", () => {
    write({
      ".gitignore": "build/\n*_generated.py\n",
      "build/a.py": flow,
      "x_generated.py": flow,
      "kept/.gitignore": "!x_generated.py\n/only_here.py\n",
      "kept/x_generated.py": flow,
      "kept/only_here.py": flow,
      "only_here.py": flow,
    });
    assert.deepEqual(found(), ["kept/x_generated.py", "only_here.py"]);
  });

  it("respects the .gitignore of the repository around the folder", () => {
    write({
      ".git/HEAD": "",
      ".gitignore": "/project/out/\n",
      "project/out/a.py": flow,
      "project/b.py": flow,
    });
    assert.deepEqual(found({}, join(root, "project")), ["project/b.py"]);
  });

  it("respects files.exclude", () => {
    write({
      "a.py": flow,
      "old/a.py": flow,
      "deep/old/a.py": flow,
      "x/b.py": flow,
      "y/b.py": flow,
    });
    assert.deepEqual(found({ "**/old": true, "{x,y}/**": true, "a.py": false }), ["a.py"]);
    assert.deepEqual(found({ old: true, "**/b.py": true }), ["a.py", "deep/old/a.py"]);
  });
});

describe("settingPatterns", () => {
  it("ties a glob without a leading ** to the root", () => {
    assert.deepEqual(settingPatterns({ "**/*.pyc": true, "out/{a,b}": true, c: { when: "x" } }), [
      "**/*.pyc",
      "/out/a",
      "/out/b",
    ]);
  });
});

describe("scanFiles", () => {
  it("answers for every file: flows, none, gone or left out", () => {
    write({
      ".gitignore": "ignored/\n",
      "a.py": flow,
      "b.py": "x = 1\n",
      "ignored/c.py": flow,
      "venv/pyvenv.cfg": "",
      "venv/lib/d.py": flow,
    });
    const paths = ["a.py", "b.py", "ignored/c.py", "venv/lib/d.py", "gone.py"].map((path) =>
      join(root, path),
    );
    const answers = [...scanFiles([{ root, filesExclude: {} }], paths)];
    assert.deepEqual(
      answers.map(({ flows }) => flows.length),
      [1, 0, 0, 0, 0],
    );
  });
});

describe("folders that are never searched", () => {
  it("are known anywhere in a path, by whole names", () => {
    assert.ok(isNeverSearched("/home/ada/flows/.metaflow/Hello/7"));
    assert.ok(isNeverSearched("C:\\flows\\node_modules\\left-pad"));
    assert.ok(!isNeverSearched("/home/ada/flows/metaflow/deep"));
  });
});
