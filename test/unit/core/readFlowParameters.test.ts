import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findingsOf } from "../../../runtime/core/findings/findings";
import { readFlow } from "../../../runtime/core/readFlow";

/** A flow whose event fills the parameter `c`, which `member` may declare. */
function flow(member: string, above = ""): string {
  return `import os
from metaflow import Config, FlowSpec, IncludeFile, Parameter, step, trigger
${above}

@trigger(event={"name": "x", "parameters": {"c": "c"}})
class F(FlowSpec):
    ${member}

    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass

F()
`;
}

function rules(text: string): string[] {
  const findings = findingsOf(readFlow(text), text, { target: "argo" });
  return findings.map(({ rule }) => rule).filter((rule) => rule !== "deploy/argo-events");
}

const declared = (text: string): unknown =>
  readFlow(text).flows[0]?.parameters.map(({ attribute, name, kind }) => [attribute, name, kind]);

describe("a parameter that an event fills", () => {
  it("may be any attribute whose value the text does not tell", () => {
    for (const [member, above] of [
      ["c = Parameter('c')"],
      ["c = made('c')", "def made(name): return Parameter(name)"],
      ["c = SHARED", "SHARED = Parameter('c')"],
      ["c = Own('c')", "class Own(Parameter): pass"],
      ["c = Parameter('c')", "from own import Parameter"],
      ["c = own.Parameter('c')", "import own"],
      ["c = PARAMETERS['c']"],
      ["[c] = [Parameter('c')]"],
      ["(c) = Parameter('c')"],
      ["a, *c = given()"],
      ["a = c = made()"],
      ["a = 1; c = Parameter('c')"],
      ["if True: c = Parameter('c')"],
      ["if os: c = Parameter('c')"],
      ["with open('x') as c: pass"],
      ["for c in (Parameter('c'),): pass"],
      ["locals()['c'] = Parameter('c')"],
    ]) {
      assert.deepEqual(rules(flow(member ?? "", above)), [], `${above ?? ""} ${member ?? ""}`);
    }
  });

  it("is missing where every attribute is certainly something else", () => {
    for (const member of [
      "b = Parameter('b')",
      "b = int('3')",
      "b = os.environ.get('b', str(1))",
      "b, d = 1, [2]",
      "b = 'c'",
      "_b = made('c')",
      "def c(self): pass",
    ]) {
      assert.deepEqual(rules(flow(member)), ["deploy/event-parameter"], member);
    }
  });
});

describe("parameters in one assignment", () => {
  it("go to the names in their order", () => {
    assert.deepEqual(declared(flow("c, d = Parameter('c'), IncludeFile('e')")), [
      ["c", "c", "parameter"],
      ["d", "e", "include-file"],
    ]);
    assert.deepEqual(rules(flow("c, d = Parameter('c'), Parameter('d')")), []);
    assert.deepEqual(rules(flow("c, d = Parameter('c'), Parameter('C')")), ["parameter/duplicate"]);
  });

  it("are not guessed where the values are not written one by one", () => {
    for (const member of [
      "c, d = made(Parameter('c'))",
      "c, *d = Parameter('c'), Parameter('d')",
      "c, d = *one, Parameter('d')",
      "c, (d, e) = Parameter('c'), given()",
      "c = Parameter('c'), Parameter('d')",
      "c, = Parameter('c')",
    ]) {
      const known = member.includes("(d, e)") ? [["c", "c", "parameter"]] : [];
      assert.deepEqual(declared(flow(member)), known, member);
    }
  });
});
