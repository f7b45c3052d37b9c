import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readWithCli } from "./cli";
import { compareFile, describe as explain } from "./compare";
import { factsOf, metaflowPython, projectRoot } from "./oracle";

/** Flows of several files: each folder's `flow.py` is run, the others are imported from it. */
const folder = join(projectRoot(), "test", "flows", "modules");
const cases = readdirSync(folder).sort();
const python = metaflowPython();
const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };

describe("flows of several files", options, () => {
  const paths = cases.map((name) => join(folder, name, "flow.py"));
  const seen = readWithCli([folder]);
  const answers = factsOf(python ?? "", paths);

  for (const [index, name] of cases.entries()) {
    it(`agrees with Metaflow on ${name}`, async () => {
      const path = paths[index] ?? "";
      const { about, facts } = await answers;
      const ours = seen.get(path) ?? { flows: [], findings: [] };
      assert.equal(facts.get(path)?.import_error, undefined);
      assert.equal(explain(compareFile(facts.get(path) ?? {}, ours, about)), "");
    });
  }

  it("has no hint for a class that another file of the call builds on", () => {
    const extended = cases.flatMap((name) =>
      [...seen].filter(
        ([path]) => path.startsWith(join(folder, name)) && !path.endsWith("flow.py"),
      ),
    );
    assert.ok(extended.length > 0);
    assert.deepEqual(
      extended.flatMap(([, { findings }]) => findings),
      [],
    );
  });
});
