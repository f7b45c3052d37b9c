import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { snippetFlows } from "../unit/extension/snippetFlows";
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
      const store = ["--datastore", "s3", "--datastore-root", "s3://bucket/flows"];
      const { status, stderr } = spawnSync(python ?? "", [path, "--no-pylint", ...store, "check"], {
        cwd: home,
        encoding: "utf8",
        timeout: 120_000,
        env: {
          ...process.env,
          HOME: home,
          METAFLOW_HOME: home,
          METAFLOW_USER: "tester",
          AWS_ACCESS_KEY_ID: "none",
          AWS_SECRET_ACCESS_KEY: "none",
          AWS_DEFAULT_REGION: "us-east-1",
          PYTHONDONTWRITEBYTECODE: "1",
        },
      });
      assert.equal(status, 0, stderr);
    });
});
