import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readWithCli, type CliFile } from "./cli";
import { compareFile, describe as explain } from "./compare";
import { knownDifference } from "./known";
import { factsOf, metaflowPython, type About, type FileFacts } from "./oracle";
import { randomFlowFile } from "./randomFlow";

/** How many flows are compared, and the seed of the first: set both to see one again. */
const COUNT = Number(process.env["FLOWLENS_DIFFERENTIAL"] ?? 250);
const FIRST = Number(process.env["FLOWLENS_SEED"] ?? 1);
const BATCH = 250;
const SHOWN = 5;

const python = metaflowPython();
const folder = mkdtempSync(join(tmpdir(), "flowlens-flows-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };

describe("random flows", options, () => {
  for (let first = FIRST; first < FIRST + COUNT; first += BATCH) {
    const last = Math.min(first + BATCH, FIRST + COUNT) - 1;
    it(`agrees with Metaflow on seeds ${first} to ${last}`, async () => {
      const failures = await disagreements(first, last);
      const shown = failures.slice(0, SHOWN).join("\n\n");
      assert.ok(failures.length === 0, `${failures.length} flows differ\n${shown}`);
    });
  }
});

async function disagreements(first: number, last: number): Promise<string[]> {
  const batch = mkdtempSync(join(folder, "batch-"));
  const seeds = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const paths = seeds.map((seed) => `${batch}/flow_${seed}.py`);
  seeds.forEach((seed, i) => {
    writeFileSync(paths[i] ?? "", randomFlowFile(seed));
  });
  const ours = readWithCli([batch]);
  const { about, facts } = await factsOf(python ?? "", paths);
  return seeds.flatMap((seed, i) => {
    const path = paths[i] ?? "";
    return report(seed, facts.get(path) ?? {}, ours.get(path), about);
  });
}

function report(seed: number, facts: FileFacts, ours: CliFile | undefined, about: About): string[] {
  const differences = compareFile(facts, ours ?? { flows: [], findings: [] }, about).filter(
    (difference) => !knownDifference(difference, facts),
  );
  if (differences.length === 0) return [];
  const text = randomFlowFile(seed).replaceAll(/^/gm, "    | ");
  return [
    `seed ${seed} (FLOWLENS_SEED=${seed} FLOWLENS_DIFFERENTIAL=1)\n${explain(differences)}\n${text}`,
  ];
}
