import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildGraph } from "../../../../runtime/core/graph";
import { renamable, renameStep } from "../../../../runtime/core/language/renameStep";
import { readFlow } from "../../../../runtime/core/readFlow";
import { marked } from "./marked";

/** The text after the renaming, or the reason against it. */
function renamed(source: string, name: string): string {
  const { text, file, offset } = marked(source);
  const rename = renameStep([{ path: "", text, file }], "", offset, name, () => true);
  if (rename === null) return "nothing";
  if ("refused" in rename) return `refused: ${rename.refused}`;
  return rename.places.reduceRight(
    (changed, { span }) => changed.slice(0, span.start) + name + changed.slice(span.end),
    text,
  );
}

const text = `from metaflow import FlowSpec, Parameter, step

class Hello(FlowSpec):
    rate = Parameter("rate", default=1)

    @step
    def start(self):
        self.next(self.a, self.b)

    @step
    def a(self):
        self.x = "a"
        self.next(self.join)

    @step
    def b(self):
        self.x = self.a_value = 2
        self.next(self.join)

    @step
    def join(self, inputs):
        def a(one):
            return one
        self.x = a(inputs.a.x)
        self.next({"a": self.again, "end": self.end}, condition="x")

    @step
    def again(self):
        self.next(self.end)

    @step
    def end(self):
        pass

    def helper(self):
        pass
`;

const at = (place: string): string => text.replace(place.replace("|", ""), place);

describe("renameStep", () => {
  it("changes the definition, the transitions and the join's input, nothing else", () => {
    const result = renamed(at("def |a(self)"), "first");
    const expected = text
      .replace("self.a,", "self.first,")
      .replace("def a(self)", "def first(self)")
      .replace("inputs.a.x", "inputs.first.x");
    assert.equal(result, expected);
  });

  it("keeps the graph's shape, whichever step is renamed", () => {
    const shape = (source: string): string =>
      JSON.stringify(
        [...buildGraph(readFlow(source).flows[0]!).nodes.values()]
          .map(({ name, kind, outgoing }) => [name, kind, outgoing])
          .sort(),
      );
    for (const step of ["a", "b", "join", "again"]) {
      const result = renamed(at(`def |${step}(`), "zz");
      assert.equal(
        shape(result),
        shape(text)
          .replaceAll(`"${step}"`, '"zz"')
          .replace(/.*/s, (all) => JSON.stringify((JSON.parse(all) as unknown[]).sort())),
        step,
      );
    }
  });

  it("refuses names that a step cannot have", () => {
    for (const name of ["Train", "my-step", "_a", "1st", "", "class", "next", "input", "end"])
      assert.match(renamed(at("def |b("), name), /^refused: /, name);
  });

  it("refuses names that are taken", () => {
    assert.match(renamed(at("def |b("), "a"), /already has a step/);
    assert.match(renamed(at("def |b("), "rate"), /parameter 'rate'/);
    assert.match(renamed(at("def |b("), "helper"), /already uses 'helper'/);
    assert.match(renamed(at("def |b("), "a_value"), /already uses 'a_value'/);
  });

  it("leaves the first and the last step their names", () => {
    assert.match(renamed(at("def |start("), "begin"), /begins with/);
    assert.match(renamed(at('self.again, "end": self.e|nd'), "finish"), /ends with/);
    const marked = text
      .replace("@step\n    def end", "@step(end=True)\n    def finish")
      .replaceAll("self.end", "self.finish");
    assert.match(renamed(marked.replace("def fin", "def |fin"), "done"), /def done\(self\)/);
  });

  it("refuses when part of the flow is out of sight", () => {
    const source = at("def |a(self)")
      .replace("Hello(FlowSpec)", "Hello(Elsewhere)")
      .replace("import FlowSpec", "import FlowSpec")
      .replace("\n\nclass", "\nfrom base import Elsewhere\n\nclass");
    assert.match(renamed(source, "first"), /Not all that Hello/);
  });

  it("refuses when a second definition would come to light", () => {
    const twice = at("def |a(self)").replace(
      "    @step\n    def b",
      "    @step\n    def a(self):\n        self.next(self.join)\n\n    @step\n    def b",
    );
    assert.match(
      renamed(twice.replace("|", "").replace("self.a,", "self.|a,"), "first"),
      /more than once/,
    );
  });

  it("renames what a class overrides, too: it would come to light as a second step", () => {
    const mixin = `from metaflow import FlowSpec, step

class Mixin:
    @step
    def work(self):
        self.next(self.end)

class A(Mixin, FlowSpec):
    @step
    def start(self):
        self.next(self.wo|rk)

    @step
    def work(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;
    const result = renamed(mixin, "other");
    assert.equal(result, mixin.replace("|", "").replaceAll("work", "other"));
  });

  it("says before the name is typed what can be renamed", () => {
    const ask = (source: string): unknown => {
      const { text: plain, file, offset } = marked(source);
      return renamable([{ path: "", text: plain, file }], "", offset, () => true);
    };
    assert.deepEqual(ask(at("self.next(self.|a,")), {
      span: { start: text.indexOf("self.a,") + 5, end: text.indexOf("self.a,") + 6 },
      name: "a",
    });
    assert.match(JSON.stringify(ask(at("def st|art"))), /refused/);
    assert.equal(ask(at('self.|x = "a"')), null);
    assert.equal(ask(at("|from")), null);
  });
});
