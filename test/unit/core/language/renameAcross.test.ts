import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renameStep } from "../../../../runtime/core/language/renameStep";
import {
  definitionsOf,
  sharedStepAt,
  usesOf,
  type FlowText,
} from "../../../../runtime/core/language/sharedStep";
import { readFlow, type Imports } from "../../../../runtime/core/readFlow";

/** Files by their names; a `|` in one of them is the cursor. */
type Texts = Readonly<Record<string, string>>;

interface Workspace {
  readonly files: readonly FlowText[];
  readonly path: string;
  readonly offset: number;
}

/** All files, each read with the others beside it. */
function workspace(texts: Texts): Workspace {
  const [path = "", marked = ""] =
    Object.entries(texts).find(([, text]) => text.includes("|")) ?? [];
  const offset = marked.indexOf("|");
  const plain = Object.entries(texts).map(([name, text]) => [name, text.replace("|", "")] as const);
  const imports: Imports = {
    find: (module) => {
      const file = plain.find(([name]) => name === `${module}.py`);
      return file === undefined ? null : { path: file[0], text: file[1], imports };
    },
  };
  const files = plain.map(([name, text]) => ({
    path: name,
    text,
    file: readFlow(text, undefined, imports),
  }));
  return { files, path, offset };
}

/** The changed files after renaming to `fresh`, or the reason against it. */
function renamed(texts: Texts, isOwn = (path: string): boolean => path !== ""): Texts | string {
  const { files, path, offset } = workspace(texts);
  const rename = renameStep(files, path, offset, "fresh", isOwn);
  if (rename === null) return "nothing";
  if ("refused" in rename) return rename.refused;
  return Object.fromEntries(
    files.flatMap(({ path: name, text }) => {
      const changed = rename.places
        .filter((place) => place.path === name)
        .reduceRight(
          (all, { span }) => all.slice(0, span.start) + "fresh" + all.slice(span.end),
          text,
        );
      return changed === text ? [] : [[name, changed]];
    }),
  );
}

const base = `from metaflow import FlowSpec, step

class Base(FlowSpec):
    @step
    def start(self):
        self.next(self.mid)

    @step
    def mid(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;

const child = `from base import Base
from metaflow import current, step

class Child(Base):
    @step
    def mid(self):
        if current.step_name == "mid":
            super().mid()
            Base.mid(self)
        other.mid()
        getattr(self, "mid")()
        print("mid", self.middle)
        self.next(self.end)
`;

const other = `from base import Base
from metaflow import step

class Other(Base):
    pass

if __name__ == "__main__":
    Other()
`;

const fresh = (text: string): string =>
  text
    .replace("|", "")
    .replace("def mid", "def fresh")
    .replace("self.mid)", "self.fresh)")
    .replace('== "mid"', '== "fresh"')
    .replace("super().mid", "super().fresh")
    .replace("Base.mid", "Base.fresh")
    .replace('(self, "mid")', '(self, "fresh")');

describe("renaming a step in several files", () => {
  const expected = { "base.py": fresh(base), "child.py": fresh(child) };

  it("changes every file that defines or names it, from each of them", () => {
    for (const [place, file] of [
      ["def mi|d", "base.py"],
      ["self.|mid)", "base.py"],
      ["def |mid", "child.py"],
      ["super().m|id", "child.py"],
      ['self, "mi|d"', "child.py"],
    ] as const) {
      const texts: Record<string, string> = {
        "base.py": base,
        "child.py": child,
        "other.py": other,
      };
      texts[file] = (texts[file] ?? "").replace(place.replace("|", ""), place);
      assert.deepEqual(renamed(texts), expected, place);
    }
  });

  it("is done from a mixin that is no flow itself", () => {
    const mixin = `from metaflow import step

class Mixin:
    @step
    def m|id(self):
        self.next(self.end)
`;
    const flow = `from metaflow import FlowSpec, step
from mixin import Mixin

class Flow(Mixin, FlowSpec):
    @step
    def start(self):
        self.next({"a": self.mid, "b": self.end}, condition="x")

    @step
    def end(self):
        pass
`;
    assert.deepEqual(renamed({ "mixin.py": mixin, "flow.py": flow }), {
      "mixin.py": fresh(mixin),
      "flow.py": flow.replace("self.mid", "self.fresh"),
    });
  });

  it("ties mixins that only a third file brings together", () => {
    const first = `from metaflow import step

class First:
    @step
    def start(self):
        self.next(self.mi|d)
`;
    const second = `from metaflow import step

class Second:
    @step
    def mid(self):
        self.next(self.end)
`;
    const flow = `from metaflow import FlowSpec, step
from first import First
from second import Second

class Flow(First, Second, FlowSpec):
    @step
    def end(self):
        pass
`;
    assert.deepEqual(renamed({ "first.py": first, "second.py": second, "flow.py": flow }), {
      "first.py": fresh(first),
      "second.py": fresh(second),
    });
  });

  it("leaves alone flows that share a base class which never names the step", () => {
    const shared = `from metaflow import FlowSpec, Parameter, step

class Shared(FlowSpec):
    rate = Parameter("rate", default=1)
`;
    const flow = (name: string): string => `from shared import Shared
from metaflow import step

class ${name}(Shared):
    @step
    def start(self):
        self.next(self.mid)

    @step
    def mid(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;
    const one = flow("One").replace("def mid", "def |mid");
    const texts = { "shared.py": shared, "one.py": one, "two.py": flow("Two") };
    assert.deepEqual(renamed(texts), { "one.py": fresh(one) });
  });
});

describe("renaming a step in several files is refused", () => {
  const texts = { "base.py": base, "child.py": child.replace("def mid", "def |mid") };

  it("where a file is none of the workspace's", () => {
    assert.equal(
      renamed(texts, (path) => path !== "base.py"),
      "'mid' is named in base.py, which is no file of this workspace: rename it by hand.",
    );
  });

  it("where a flow builds on what cannot be read", () => {
    const far = other
      .replace("Other(Base)", "Other(Base, Far)")
      .replace("from b", "from far import Far\nfrom b");
    assert.equal(
      renamed({ ...texts, "other.py": far }),
      "Not all that Other (other.py) is made of can be read, and the rest may name 'mid' too: rename it by hand.",
    );
  });

  it("where another file uses the name already", () => {
    const taken = other.replace("    pass", "    def helper(self):\n        self.fresh = 1");
    assert.equal(
      renamed({ ...texts, "other.py": taken }),
      "Other already uses 'fresh' for something else.",
    );
  });

  it("where a statement of a class names it", () => {
    const bound = other.replace("    pass", "    again = Base.start\n    mid = again");
    assert.match(
      JSON.stringify(renamed({ ...texts, "other.py": bound })),
      /statement of a class in other\.py/,
    );
  });

  it("where it is defined nowhere", () => {
    const gone = base.replace("def mid", "def middle").replace("self.mid", "self.m|id");
    assert.equal(renamed({ "base.py": gone, "other.py": other }), "nothing");
  });
});

describe("a step in several files", () => {
  it("is found where it is named, and defined where the flows that see the place have it", () => {
    const texts = {
      "base.py": base.replace("self.mid", "self.|mid"),
      "child.py": child,
      "other.py": other,
    };
    const { files, path, offset } = workspace(texts);
    const shared = sharedStepAt(files, path, offset);
    assert.ok(shared);
    const placed = (places: readonly { path: string; span: { start: number } }[]): unknown =>
      places.map((place) => {
        const lines = files.find((file) => file.path === place.path)?.file.lines;
        return `${place.path}:${lines?.lineAt(place.span.start)}`;
      });
    assert.deepEqual(placed(usesOf(shared)), [
      "base.py:6",
      "base.py:9",
      "child.py:6",
      "child.py:7",
      "child.py:8",
      "child.py:9",
      "child.py:11",
    ]);
    assert.deepEqual(placed(definitionsOf(shared)), ["base.py:9", "child.py:6"]);
  });
});
