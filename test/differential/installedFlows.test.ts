import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, it } from "node:test";
import { readWithCli, type CliFile } from "./cli";
import { compareFile, describe as explain } from "./compare";
import { factsOf, metaflowPython, projectRoot } from "./oracle";

const python = metaflowPython();
const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };

describe("flows that come with Metaflow and with us", options, () => {
  it("agrees with Metaflow on the tutorials of the installed package", async () => {
    await compareAll(tutorials());
  });

  it("agrees with Metaflow on the examples", async () => {
    await compareAll(pythonFiles(join(projectRoot(), "examples")));
  });

  it("agrees with Metaflow on every lint flow, asked anew", async () => {
    await compareAll(pythonFiles(join(projectRoot(), "test", "flows", "lint")));
  });
});

async function compareAll(paths: readonly string[]): Promise<void> {
  assert.ok(paths.length >= 5, `only ${paths.length} files found`);
  const ours = readWithCli(paths);
  const { about, facts } = await factsOf(python ?? "", paths, { stub: true });
  const nothing: CliFile = { flows: [], findings: [] };
  const problems = paths.flatMap((path) => {
    const differences = compareFile(facts.get(path) ?? {}, ours.get(path) ?? nothing, about);
    return differences.length === 0 ? [] : [`${basename(path)}\n${explain(differences)}`];
  });
  assert.equal(problems.join("\n"), "");
}

function tutorials(): string[] {
  const where = "import metaflow, os; print(os.path.dirname(metaflow.__file__))";
  const result = spawnSync(python ?? "", ["-c", where], { encoding: "utf8" });
  return pythonFiles(join(result.stdout.trim(), "tutorials"));
}

function pythonFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .map((name) => join(folder, name))
    .sort();
}
