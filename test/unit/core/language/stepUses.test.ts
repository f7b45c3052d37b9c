import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { definitionsOf, sharedStepAt, usesOf } from "../../../../runtime/core/language/sharedStep";
import { marked } from "./marked";

/** The uses of the step at the mark, as `line:column kind`. */
function uses(source: string): readonly string[] {
  const { text, file, offset } = marked(source);
  const shared = sharedStepAt([{ path: "", text, file }], "", offset);
  return (shared ? usesOf(shared) : []).map(({ span, kind }) => {
    const { line, column } = file.lines.positionAt(span.start);
    return `${line}:${column} ${kind}`;
  });
}

function definitions(source: string): readonly number[] {
  const { text, file, offset } = marked(source);
  const shared = sharedStepAt([{ path: "", text, file }], "", offset);
  return (shared ? definitionsOf(shared) : []).map(({ span }) => file.lines.lineAt(span.start));
}

const branching = `from metaflow import FlowSpec, step

class Hello(FlowSpec):
    @step
    def start(self):
        """train: self.train"""
        self.next(self.train, self.other)

    @step
    def train(self):
        self.x = 1  # self.train
        self.next(self.join)

    @step
    def other(me):
        me.next(me.join)

    @step
    def join(self, branches):
        print(f"{branches.train.x:>3} train", branches.other.x)
        self.next({"a": self.train, "b": self.end}, condition="x")

    @step
    def end(self):
        self.model.train()

    def helper(self):
        return self.train
`;

const expected = [
  "7:24 transition",
  "10:9 definition",
  "20:27 input",
  "21:30 transition",
  "28:21 transition",
];

describe("sharedStepAt", () => {
  it("finds the definition, every transition and the branches of a join, from each of them", () => {
    for (const place of [
      "self.next(self.tr|ain, self",
      "def |train",
      "branches.train|.x",
      '"a": self.tr|ain',
    ])
      assert.deepEqual(uses(branching.replace(place.replace("|", ""), place)), expected, place);
  });

  it("goes by the names of the parameters", () => {
    assert.deepEqual(uses(branching.replace("me.join", "me.jo|in")), [
      "12:24 transition",
      "16:20 transition",
      "19:9 definition",
    ]);
  });

  it("knows no step in texts, comments, artifacts and other objects", () => {
    for (const [from, to] of [
      ["train: self", "tr|ain: self"],
      ["# self.train", "# self.tr|ain"],
      ["self.x", "self.|x"],
      ["model.train", "model.tr|ain"],
    ] as const)
      assert.deepEqual(uses(branching.replace(from, to)), [], to);
  });
});

const inherited = `from metaflow import FlowSpec, step

class Base(FlowSpec):
    @step
    def start(self):
        self.next(self.work)

    @step
    def work(self):
        self.next(self.end)

    @step
    def end(self):
        pass

class Sub(Base):
    @step
    def work(self):
        self.next(self.end)

class Alone(FlowSpec):
    @step
    def start(self):
        self.next(self.work)

    @step
    def work(self):
        pass
`;

describe("steps of classes that extend each other", () => {
  it("are one step in the whole family, and none of other flows", () => {
    const source = inherited.replace("self.next(self.work)", "self.next(self.wo|rk)");
    assert.deepEqual(uses(source), ["6:24 transition", "9:9 definition", "18:9 definition"]);
  });

  it("are defined where the flows that see the place have them", () => {
    assert.deepEqual(definitions(inherited.replace("self.work", "self.wo|rk")), [9, 18]);
    assert.deepEqual(
      definitions(inherited.replace(/self\.work(?=[^w]*work\(self\):\n {8}pass)/, "self.wo|rk")),
      [27],
    );
  });

  it("follows a mixin", () => {
    const source = `from metaflow import FlowSpec, step

class Mixin:
    @step
    def work(self):
        self.next(self.end)

class A(Mixin, FlowSpec):
    @step
    def start(self):
        self.next(self.wo|rk)

    @step
    def end(self):
        pass
`;
    assert.deepEqual(uses(source), ["5:9 definition", "11:24 transition"]);
    assert.deepEqual(definitions(source), [5]);
  });
});
