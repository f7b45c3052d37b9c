import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, check, checks, flowText, steps } from "./flows";
import { CASES } from "./graphLintCases";

describe("graph lint", () => {
  for (const [name, body, ...expected] of CASES) {
    const [rule = ""] = expected.filter((line) => line.startsWith("error"));
    it(`${name}: ${rule}`, () => {
      const text = flowText(body);
      assert.deepEqual(brief(text), expected);
      assert.ok(checks(text).includes(name), checks(text).join());
    });
  }

  it("has marked starts and ends: several, and beside the named ones", () => {
    const marked = flowText(`    @step(start=True)
    def a(self):
        self.next(self.b)

    @step(start=True)
    def b(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`);
    assert.deepEqual(brief(marked), ["error graph/several-starts «@step(start=True)»"]);
    assert.deepEqual(checks(marked), ["check_basic_steps"]);
    const beside = flowText(`    @step(start=True)
    def a(self):
        self.next(self.start)

    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`);
    assert.deepEqual(brief(beside), ["error graph/ambiguous-start «@step(start=True)»"]);
    assert.deepEqual(checks(beside), ["check_annotation_name_conflict"]);
  });

  it("tells a join of different splits", () => {
    const text = flowText(
      steps(
        "start -> self.a, self.b",
        "a -> self.c, self.d",
        "b -> self.e, self.f",
        "c -> self.j",
        "d -> self.j",
        "e -> self.k",
        "f -> self.k",
        "j(inputs) -> self.m",
        "k(inputs) -> self.n",
        "m -> self.o, self.p",
        "o -> self.q",
        "p -> self.q",
        "q(inputs) -> self.end",
        "n -> self.end",
        "end",
      ),
    );
    assert.deepEqual(checks(text), ["check_split_join_balance"]);
  });

  it("names where a missing transition hides", () => {
    const text = flowText(`    @step
    def start(self):
        if True:
            self.next(self.end)

    @step
    def end(self):
        pass
`);
    const [finding] = check(text);
    assert.equal(finding?.rule, "graph/missing-next");
    const [related] = finding.related ?? [];
    assert.equal(text.slice(related?.span.start, related?.span.end), "self.next");
  });

  it("offers the step that was meant", () => {
    const text = flowText(steps("start -> self.trian", "train -> self.end", "end"));
    const [finding] = check(text);
    assert.deepEqual(finding?.fix, {
      title: "Change to 'train'",
      span: finding?.span,
      text: "train",
    });
  });

  it("is content with every kind of step", () => {
    const text = flowText(
      steps(
        "start -> self.a, self.b",
        "a -> self.c, foreach='xs'",
        "c -> {'again': self.c, 'on': self.d, 'skip': self.e}, condition='c'",
        "d -> self.e",
        "e -> self.k",
        "k(inputs) -> self.j",
        "b -> self.g, num_parallel=4",
        "@parallel g -> self.h",
        "h(inputs) -> self.j",
        "j(inputs) -> self.end",
        "end",
      ),
    );
    assert.deepEqual(brief(text), []);
  });

  it("does not demand @parallel where an unknown decorator may be one", () => {
    const body = steps(
      "start -> self.a, num_parallel=2",
      "@torchrun a -> self.j",
      "j(inputs) -> self.end",
      "end",
    );
    assert.deepEqual(brief(flowText(body)), []);
  });
});

const BROKEN = steps("start -> self.nowhere", "end");

describe("how loudly", () => {
  const header = "from metaflow import FlowSpec, step\n";

  it("errors for a flow that is called, hints for one that is not", () => {
    const called = `${header}class F(FlowSpec):\n${BROKEN}\nF()\n`;
    const uncalled = `${header}class F(FlowSpec):\n${BROKEN}\n`;
    assert.deepEqual(checks(called), ["check_for_orphans", "check_unknown_transitions"]);
    assert.deepEqual(checks(uncalled), []);
    assert.deepEqual(checks(uncalled, "hint"), ["check_for_orphans", "check_unknown_transitions"]);
  });

  it("nothing for a class that another one completes", () => {
    const text = `${header}class Base(FlowSpec):
${steps("start -> self.middle", "end")}
class F(Base):
${steps("middle -> self.end")}
F()
`;
    assert.deepEqual(brief(text), []);
  });

  it("nothing that an unseen base class could make right", () => {
    const text = `${header}from elsewhere import Base
class F(Base, FlowSpec):
${steps("middle -> self.other", "other(a, b) -> self.finish")}
F()
`;
    assert.deepEqual(brief(text), ["error graph/too-many-arguments «(self, a, b)»"]);
  });
});

describe("a step from outside that goes into a join", () => {
  it("is named, and what follows from it is marked so", () => {
    const text = flowText(
      steps(
        'start -> {"x": self.c, "y": self.d}, condition="k"',
        "c -> self.one, self.two",
        "one -> self.j",
        "two -> self.j",
        "d -> self.j",
        "j(inputs) -> self.end",
        "end",
      ),
    );
    const found = check(text);
    assert.deepEqual(
      found.map(({ rule, consequence }) => [rule, consequence === true]),
      [
        ["graph/join-count", false],
        ["graph/join-without-split", true],
      ],
    );
    assert.equal(
      found[0]?.message,
      "'j' must join exactly the branches of 'c': 'd' comes from outside of it.",
    );
  });
});
