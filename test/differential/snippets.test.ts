import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { snippetFlows } from "../unit/extension/snippetFlows";
import { metaflowCheck } from "./metaflowCheck";
import { metaflowPython } from "./oracle";

const python = metaflowPython();
const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };
const home = mkdtempSync(join(tmpdir(), "flowlens-snippets-"));
after(() => {
  rmSync(home, { recursive: true, force: true });
});

describe("Metaflow's own check accepts", options, () => {
  for (const [prefix, text] of Object.entries(snippetFlows))
    it(`the snippet ${prefix}`, () => {
      const path = join(home, `${prefix.replace("-", "_")}.py`);
      writeFileSync(path, text);
      const { status, stderr } = metaflowCheck(python ?? "", path, home);
      assert.equal(status, 0, stderr);
    });
});
