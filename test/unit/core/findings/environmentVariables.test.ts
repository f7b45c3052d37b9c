import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, flowText, steps } from "./flows";

function withVars(value: string): string {
  const plain = steps("start -> self.end", "end");
  const decorated = plain.replace("    @step", `    @environment(vars=${value})\n    @step`);
  return `from metaflow import environment\n${flowText(decorated)}`;
}

/** Each was tried with `argo-workflows create` or `airflow create` of Metaflow 2.19.39. */
describe("vars of @environment", () => {
  it("are no text, number or None", () => {
    for (const value of ['"A=1"', "5", "None"]) {
      const expected = `decorator/environment-vars «${value}»`;
      assert.deepEqual(brief(withVars(value)), [`warning ${expected}`], value);
      for (const target of ["argo", "kubeflow", "airflow", "step-functions"] as const)
        assert.ok(brief(withVars(value), { target }).includes(`error ${expected}`), target);
    }
  });

  it("may be a dict, and what is not known", () => {
    for (const value of ['{"A": "1"}', "{}", "VARS", "dict(A=1)", '""', '[("A", "1")]'])
      assert.deepEqual(brief(withVars(value)), [], value);
  });
});
