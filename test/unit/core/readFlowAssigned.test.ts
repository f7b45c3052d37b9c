import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findingsOf } from "../../../runtime/core/findings/findings";
import { ReadCache, readFlow } from "../../../runtime/core/readFlow";

/** A flow whose `start` goes to `self.other`, which `member` may bind. */
function flow(member: string, above = ""): string {
  return `from metaflow import FlowSpec, Parameter, step
${above}

class F(FlowSpec):
    @step
    def start(self):
        self.next(self.other)

    ${member}

    @step
    def end(self):
        pass

F()
`;
}

const rules = (text: string): string[] => findingsOf(readFlow(text), text).map(({ rule }) => rule);

describe("a step that an assignment binds", () => {
  it("may be any value that the text does not tell", () => {
    for (const [member, above] of [
      ["other = make(1)"],
      ["other = shared", "from elsewhere import shared"],
      ["other = shared", "@step\ndef shared(self):\n    self.next(self.end)"],
      ["other = elsewhere.shared", "import elsewhere"],
      ["other = STEPS['other']"],
      ["one, other = make(), make()"],
      ["one, other = None, make()"],
      ["one = other = make()"],
      ["other: object = make()"],
      ["locals()['other'] = make()"],
      ["exec('other = make()')"],
      ["vars().update(other=make())"],
      ["@mine\n    def other(self): pass", "from elsewhere import mine"],
    ])
      assert.deepEqual(rules(flow(member ?? "", above)), [], member);
  });

  it("is none where the value certainly is something else", () => {
    for (const [member, above] of [
      ["other = 5"],
      ["other = 'text'"],
      ["other = [make()]"],
      ["other = None"],
      ["other = lambda self: None"],
      ["other = Parameter('other')"],
      ["def other(self): pass"],
      ["@property\n    def other(self): pass"],
      ["other = plain", "def plain(self): pass"],
      ["other = CPU", "CPU = 4"],
      ["unasked = make()"],
    ])
      assert.ok(rules(flow(member ?? "", above)).includes("graph/unknown-step"), member);
  });

  it("counts as start and end as well", () => {
    const text = (value: string): string =>
      `from metaflow import FlowSpec, step\nclass F(FlowSpec):\n    @step\n    def start(self):\n        self.next(self.end)\n    end = ${value}\nF()\n`;
    assert.deepEqual(rules(text("make()")), []);
    assert.notDeepEqual(rules(text("1")), []);
  });

  it("is inherited, and hidden by what a subclass binds", () => {
    const text = (own: string): string =>
      flow("other = make()").replace("F()\n", `class G(F):\n    ${own}\nG()\n`);
    assert.deepEqual(rules(text("pass")), []);
    assert.ok(rules(text("other = 1")).includes("graph/unknown-step"));
  });

  it("is followed where a function of the module is one", () => {
    const above = "@retry\n@step\ndef shared(self):\n    self.next(self.end)\nagain = shared";
    for (const value of ["shared", "again"]) {
      const text = flow(`other = ${value}`, above);
      const other = readFlow(text).flows[0]?.steps.find(({ name }) => name === "other");
      assert.ok(other);
      assert.equal(other.line, 4);
      assert.deepEqual(
        other.decorators.map(({ name }) => name),
        ["retry"],
      );
      assert.equal(text.slice(other.nameSpan.start, other.nameSpan.end), "shared");
      assert.equal(readFlow(text).flows[0]?.partial, false);
    }
    const astray = flow("other = shared", above.replace("self.end", "self.nowhere"));
    assert.ok(rules(astray).includes("graph/unknown-step"));
  });

  it("moves with its function after an edit", () => {
    const above = "@step\ndef shared(self):\n    self.next(self.end)";
    const cache = new ReadCache();
    let text = flow("other = shared", above);
    for (const edit of ["# a comment\n", "class Above:\n    pass\n"]) {
      readFlow(text, cache);
      text = edit + text;
      assert.deepEqual(readFlow(text, cache).flows, readFlow(text).flows);
    }
  });
});
