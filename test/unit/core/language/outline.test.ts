import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { outlineOf, type OutlineSymbol } from "../../../../runtime/core/language/outline";
import { readFlow } from "../../../../runtime/core/readFlow";

/** The outline as indented lines: kind, name, detail. */
function outline(text: string): readonly string[] {
  const lines = (symbols: readonly OutlineSymbol[], indent: string): readonly string[] =>
    symbols.flatMap(({ kind, name, detail, span, nameSpan, children }) => {
      assert.equal(text.slice(nameSpan.start, nameSpan.end), name);
      assert.ok(span.start <= nameSpan.start && nameSpan.end <= span.end, name);
      const line = `${indent}${kind} ${name}${detail === "" ? "" : ` (${detail})`}`;
      return [line, ...lines(children, `${indent}  `)];
    });
  return lines(outlineOf(text, readFlow(text)), "");
}

const flow = `from metaflow import FlowSpec, IncludeFile, Parameter, kubernetes, project, retry, step

LIMIT = 3

def load(path):
    def inner():
        pass

@project(name="demo")
class Demo(FlowSpec):
    """Docs."""
    rate = Parameter("rate", default=1)
    data = IncludeFile("data")
    other = 1

    @step
    def start(self):
        self.next(self.a, self.b)

    @retry
    @kubernetes(
        cpu=1,
    )
    @step
    def a(self):
        self.items = [1]
        self.next(self.each, foreach="items")

    @step
    def b(self):
        self.next(self.join)

    if True:
        @step
        async def each(self):
            self.next(self.gather)

    @step
    def gather(self, inputs):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next({"x": self.b, "y": self.end}, condition="kind")

    @step
    def end(self):
        pass

    def helper(self):
        pass

class Plain:
    class Inner:
        pass
`;

describe("outlineOf", () => {
  it("tells what every step of a flow is, beside the file's other classes and functions", () => {
    assert.deepEqual(outline(flow), [
      "function load",
      "flow Demo (flow · @project)",
      "  parameter rate (parameter)",
      "  parameter data (file)",
      "  step start (start · 2 branches)",
      "  step a (foreach items · @retry · @kubernetes)",
      "  step b (step)",
      "  step each (step)",
      "  step gather (join)",
      "  step join (join · switch on kind)",
      "  step end (end)",
      "  method helper",
      "class Plain",
      "  class Inner",
    ]);
  });

  it("begins a step with its decorators and ends it with its body", () => {
    const [, demo] = outlineOf(flow, readFlow(flow));
    const step = demo?.children.find(({ name }) => name === "a");
    assert.ok(step);
    assert.match(flow.slice(step.span.start, step.span.end), /^@retry[^]*foreach="items"\)$/u);
  });

  it("shows a base class's step as it is there, and steps of a mixin", () => {
    const text = `from metaflow import FlowSpec, step

class Mixin:
    @step
    def work(self):
        self.next(self.end)

class Flow(Mixin, FlowSpec):
    @step
    def start(self):
        self.next(self.work)

    @step
    def end(self):
        pass
`;
    assert.deepEqual(outline(text), [
      "class Mixin",
      "  step work (step)",
      "flow Flow (flow)",
      "  step start (start)",
      "  step end (end)",
    ]);
  });

  it("says what can be said of half-typed text", () => {
    assert.deepEqual(outline("from metaflow import *\nclass A(FlowSpec):\n    @step\n    def st"), [
      "flow A (flow)",
      "  step st (start · end)",
    ]);
    for (let end = 0; end < flow.length; end += 3) outline(flow.slice(0, end));
  });
});
