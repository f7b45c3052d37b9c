import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { metaflowPython, projectRoot } from "./oracle";

const python = metaflowPython();
const options = {
  skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON",
  concurrency: 2,
};
const examples = join(projectRoot(), "examples");
const flows = readdirSync(examples).filter((name) => name.endsWith(".py"));

/** What keeps an example from running to its end in plain Metaflow, as its name says. */
const RUNS_NOT = /^(broken_|failing_|kubernetes_)/;
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  "long_running_flow.py": ["--seconds", "1"],
};

describe("examples in plain Metaflow", options, () => {
  for (const name of flows) {
    const broken = name.startsWith("broken_");
    it(`${broken ? "refuses" : "accepts"} the graph of ${name}`, async () => {
      const { code, text } = await metaflow(name, []);
      assert.equal(code, broken ? 1 : 0, text);
    });
  }

  for (const name of flows.filter((each) => !RUNS_NOT.test(each))) {
    it(`runs ${name} to its end`, async () => {
      const { code, text } = await metaflow(name, ["run", ...(EXTRA[name] ?? [])]);
      assert.equal(code, 0, text);
      assert.match(text, /Done!/);
    });
  }

  it("fails failing_flow.py after one retry", async () => {
    const { code, text } = await metaflow("failing_flow.py", ["run"]);
    assert.equal(code, 1, text);
    assert.equal(text.match(/StatisticsError: /g)?.length, 2, text);
  });
});

/** Runs one example in a scratch folder of its own, with no configuration but a user name. */
function metaflow(
  name: string,
  command: readonly string[],
): Promise<{ code: number | null; text: string }> {
  const scratch = mkdtempSync(join(tmpdir(), "flowlens-example-"));
  const env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !key.startsWith("METAFLOW_")),
    ),
    METAFLOW_USER: "tester",
    METAFLOW_HOME: scratch,
    METAFLOW_DATASTORE_SYSROOT_LOCAL: scratch,
    PYTHONDONTWRITEBYTECODE: "1",
  };
  return new Promise((resolve, reject) => {
    const args = [join(examples, name), "--no-pylint", ...command];
    const child = spawn(python ?? "", args, {
      cwd: scratch,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
    child.stderr.setEncoding("utf8").on("data", (part: string) => (text += part));
    child.on("error", reject);
    child.on("close", (code) => {
      rmSync(scratch, { recursive: true, force: true });
      resolve({ code, text });
    });
  });
}
