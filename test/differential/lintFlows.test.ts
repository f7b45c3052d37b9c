import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readWithCli } from "./cli";
import { compareFile, describe as explain } from "./compare";
import { projectRoot, type FileFacts } from "./oracle";

const folder = join(projectRoot(), "test", "flows", "lint");
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Record<
  string,
  FileFacts
>;

describe("the recorded lint flows", () => {
  const seen = readWithCli([folder]);

  it("has facts for every file", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".py"));
    assert.deepEqual(files.sort(), Object.keys(expected).sort());
  });

  for (const [name, facts] of Object.entries(expected)) {
    it(`agrees with Metaflow on ${name}`, () => {
      const ours = seen.get(`${folder}/${name}`) ?? { flows: [], findings: [] };
      assert.equal(explain(compareFile(facts, ours, null)), "");
    });
  }
});
