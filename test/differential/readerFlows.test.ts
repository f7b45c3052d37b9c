import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readWithCli } from "./cli";
import { compareFile, describe as explain } from "./compare";
import { projectRoot, type About, type FileFacts } from "./oracle";

/** Valid flows in unusual Python, each with what Metaflow makes of it. */
const folder = join(projectRoot(), "test", "flows", "reader");
const { about, files } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as {
  readonly about: About;
  readonly files: Readonly<Record<string, FileFacts>>;
};

describe("the recorded flows in unusual Python", () => {
  const seen = readWithCli([folder]);

  it("has facts for every file", () => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".py"));
    assert.deepEqual(names.sort(), Object.keys(files).sort());
  });

  for (const [name, facts] of Object.entries(files)) {
    it(`agrees with Metaflow ${about.metaflow} on ${name}`, () => {
      const ours = seen.get(`${folder}/${name}`) ?? { flows: [], findings: [] };
      assert.equal(explain(compareFile(facts, ours, about)), "");
    });
  }
});
