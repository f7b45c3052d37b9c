// Loading and activating the extension in a fresh process, with an editor that answers everything.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../bed/versions.mjs";
import { median } from "./measure.mjs";

/** @returns {import("./measure.mjs").Row[]} */
export function activationRows() {
  const probe = fileURLToPath(new URL("activationProbe.cjs", import.meta.url));
  const runs = Array.from({ length: 9 }, () => {
    const args = [probe, join(root, "dist/extension.js")];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`the extension does not activate: ${stderr.slice(0, 500)}`);
    return JSON.parse(stdout);
  });
  const of = (key) => median(runs.map((run) => run[key]));
  return [
    {
      what: "activation: load and activate()",
      ...{ budget: 50, measured: of("load") + of("activate"), unit: "ms" },
      rival: { what: "loading nothing", cost: of("empty") },
      note: `load ${of("load").toFixed(1)}, activate ${of("activate").toFixed(1)}; processor time ${of("cpu").toFixed(1)}`,
    },
  ];
}
