// From the click on *Run step* to the process, in a fresh process, beside starting it directly.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../bed/versions.mjs";
import { bundle } from "./load.mjs";
import { median } from "./measure.mjs";

/** @returns {Promise<import("./measure.mjs").Row[]>} */
export async function coldRunRows(python) {
  if (!python) return [];
  const runtime = await bundle(`
    export { findPython } from "./runtime/metaflow/interpreter";
    export { readMetaflow } from "./runtime/metaflow/installation";
    export { workingFolder } from "./runtime/metaflow/workingFolder";
    export { commandLine, defaultOptions } from "./runtime/metaflow/commandLine";
    export { localRunner } from "./runtime/runners/local";
  `);
  const probe = fileURLToPath(new URL("coldRunProbe.cjs", import.meta.url));
  const runs = Array.from({ length: 7 }, () => measureOnce(probe, runtime, python));
  const ours = median(runs.map(({ ours }) => ours));
  const plain = median(runs.map(({ plain }) => plain));
  return [
    {
      what: "cold Run step, overhead until the process starts",
      ...{ budget: 100, measured: ours - plain, unit: "ms" },
      rival: { what: "plain spawn", cost: plain },
      note: `from the click: ${ours.toFixed(1)}`,
    },
  ];
}

function measureOnce(probe, runtime, python) {
  const folder = mkdtempSync(join(tmpdir(), "flowlens-bench-"));
  cpSync(join(root, "examples", "linear_flow.py"), join(folder, "linear_flow.py"));
  const env = { ...process.env, METAFLOW_USER: "bench", PYTHONDONTWRITEBYTECODE: "1" };
  const args = [probe, runtime, python, folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    ...{ env, cwd: folder, encoding: "utf8" },
  });
  if (status !== 0) throw new Error(`Run step does not start: ${stderr.slice(0, 500)}`);
  return JSON.parse(stdout);
}
