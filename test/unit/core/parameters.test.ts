import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  checkParameter,
  leftOut,
  parameterPrompts,
  spellParameter,
} from "../../../runtime/core/parameters";
import { readFlow } from "../../../runtime/core/readFlow";

function prompts(...lines: readonly string[]) {
  const text = [
    "from metaflow import FlowSpec, step, Parameter, IncludeFile, Config, JSONType",
    "class F(FlowSpec):",
    ...lines.map((line, i) => `    p${i} = ${line}`),
    "    @step",
    "    def start(self):",
    "        self.next(self.end)",
    "    @step",
    "    def end(self):",
    "        pass",
  ].join("\n");
  return parameterPrompts(readFlow(text).flows[0]!);
}
const prompt = (declaration: string) => prompts(declaration)[0]!;

describe("parameterPrompts", () => {
  it("reads type, help and default as Metaflow does", () => {
    assert.deepEqual(prompt('Parameter("rate", default=0.5, help="Learning rate")'), {
      name: "rate",
      type: "float",
      help: "Learning rate",
      required: false,
      optional: true,
      fallback: "0.5",
    });
    const types = [
      'Parameter("a", type=int)',
      'Parameter("a", default=True)',
      'Parameter("a", type=JSONType, default="[]")',
      'Parameter("a", default="x")',
      'Parameter("a", type=str, default=3)',
      'IncludeFile("a")',
    ].map((declaration) => prompt(declaration).type);
    assert.deepEqual(types, ["int", "bool", "json", "string", "string", "file"]);
  });

  it("asks where there is no default", () => {
    const asked = prompts(
      'Parameter("a")',
      'Parameter("b", required=True)',
      'Parameter("c", default=None)',
      'Parameter("d", default=None, required=True)',
      'Parameter("e", default=compute())',
      'Parameter("f", default=1, required=True)',
      'Config("g")',
    );
    assert.deepEqual(
      asked.filter(({ required }) => required).map(({ name }) => name),
      ["a", "b", "d"],
    );
    assert.ok(!asked.some(({ name }) => name === "g"));
  });
});

describe("checkParameter", () => {
  const accepts = (declaration: string, ...values: readonly string[]) => {
    for (const value of values)
      assert.equal(checkParameter(prompt(declaration), value), null, value);
  };
  const refuses = (declaration: string, ...values: readonly string[]) => {
    for (const value of values)
      assert.notEqual(checkParameter(prompt(declaration), value), null, value);
  };

  it("takes what Python and click take", () => {
    accepts('Parameter("n", type=int)', "3", "-3", " +1_000 ");
    refuses('Parameter("n", type=int)', "3.0", "three", "1__0", "0x1f");
    accepts('Parameter("n", type=float)', "3", "-.5", "1e-3", "inf", "NaN", "2.");
    refuses('Parameter("n", type=float)', "1,5", "e3", "--1");
    accepts('Parameter("n", type=bool)', "True", "no", "1");
    refuses('Parameter("n", type=bool)', "2", "on");
    accepts('Parameter("n", type=JSONType)', "[1]", '{"a": null}');
    refuses('Parameter("n", type=JSONType)', "{'a': 1}", "[1");
    accepts('Parameter("n")', "anything", "$(x); rm", "");
  });

  it("lets only optional values be empty", () => {
    accepts('Parameter("n", type=int)', "");
    refuses('Parameter("n", type=int, required=True)', "", " ");
    assert.equal(leftOut(prompt('Parameter("n", type=int)'), ""), true);
    assert.equal(leftOut(prompt('Parameter("n", required=True)'), ""), false);
  });

  it("spells values for the command line", () => {
    assert.equal(spellParameter(prompt('Parameter("n", type=bool)'), " Yes "), "True");
    assert.equal(spellParameter(prompt('Parameter("n", type=bool)'), "n"), "False");
    assert.equal(spellParameter(prompt('Parameter("n", type=int)'), " 3 "), "3");
    assert.equal(spellParameter(prompt('Parameter("n")'), " a b "), " a b ");
  });
});
