import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, flowText, steps } from "./flows";

/** Each was created with `step-functions create --only-json` of Metaflow 2.19.39, AWS played. */
describe("amounts on AWS Step Functions", () => {
  const said = (decorators: string): string[] => {
    const lines = decorators.split("; ").map((one) => `    @${one}\n`);
    const text = `from metaflow import batch\n${flowText(lines.join("") + steps("start -> self.end", "end"))}`;
    return brief(text, { target: "step-functions", configuration: new Map() });
  };

  it("are refused exactly when Metaflow cannot make a job of them", () => {
    for (const one of ["2.5", "'2'", "'1.5'", "None", "AMOUNT"])
      for (const option of ["batch(cpu", "batch(memory", "batch(gpu", "resources(memory"])
        assert.deepEqual(said(`${option}=${one})`), [], `${option} ${one}`);
    for (const one of ["0", "-1", "''", "[]", "'nan'"]) {
      for (const option of ["batch(cpu", "batch(memory"])
        assert.equal(said(`${option}=${one})`).length, 1, `${option} ${one}`);
      assert.deepEqual(said(`batch(gpu=${one})`), [], one);
    }
    for (const one of ["'abc'", "'512Mi'", "True"])
      for (const option of ["batch(cpu", "batch(memory", "batch(gpu"])
        assert.deepEqual(said(`${option}=${one})`), [`error batch/amount «${one}»`]);
    assert.deepEqual(said("resources(memory='1Gi')"), ["error batch/amount «'1Gi'»"]);
    assert.deepEqual(said("resources(gpu='x')"), ["error batch/amount «'x'»"]);
  });

  it("are left alone where both decorators stand", () => {
    assert.deepEqual(said("batch(cpu=0); resources(cpu=2)"), []);
  });
});
