import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readWithCli } from "./cli";
import { metaflowCheck } from "./metaflowCheck";
import { metaflowPython, projectRoot } from "./oracle";

/** Flows that look wrong, and that Metaflow's own `check`, with all decorators set up, accepts. */
const folder = join(projectRoot(), "test", "flows", "accepted");
const python = metaflowPython();
const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };
const home = mkdtempSync(join(tmpdir(), "flowlens-accepted-"));
after(() => {
  rmSync(home, { recursive: true, force: true });
});

describe("flows that Metaflow accepts", options, () => {
  const seen = readWithCli([folder]);

  for (const name of readdirSync(folder).filter((one) => one.endsWith(".py"))) {
    it(`have no error: ${name}`, () => {
      const path = join(folder, name);
      const result = metaflowCheck(python ?? "", path, home);
      assert.equal(result.status, 0, result.stderr);
      const errors = (seen.get(path)?.findings ?? []).filter(
        ({ severity }) => severity === "error",
      );
      assert.deepEqual(errors, []);
    });
  }
});
