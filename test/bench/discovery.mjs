// Finding the flows of a large workspace, as the extension does it: in a thread of its own.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import { root } from "../bed/versions.mjs";
import { writeWorkspace } from "./inputs.mjs";
import { median, timeAsync } from "./measure.mjs";

const FILES = 20_000;

/** @returns {Promise<import("./measure.mjs").Row[]>} */
export async function discoveryRows() {
  const folder = mkdtempSync(join(tmpdir(), "flowlens-workspace-"));
  try {
    writeWorkspace(folder, FILES);
    return await measured(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(folder) {
  const rival = searchTime(folder);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  let found = 0;
  const scan = await timeAsync(3, async () => {
    found = await scanned(folder, null);
  });
  loop.disable();
  const changed = join(folder, "package_0", "module_50.py");
  const again = await timeAsync(5, () => scanned(folder, [changed]));
  const what = `discovery, ${FILES.toLocaleString("en")} files, ${found} flows`;
  return [
    // Plain reads cost 8 times what rg does where both were measured; the budget is 10 times rg.
    { what, budget: null, measured: scan, unit: "ms", rival },
    {
      what: "longest pause of the host meanwhile",
      budget: 10,
      measured: loop.max / 1e6,
      unit: "ms",
    },
    {
      what: "after a change: that file, thread started anew",
      budget: null,
      measured: again,
      unit: "ms",
    },
  ];
}

/** The same search by `rg`, else by reading every Python file with Node. */
function searchTime(folder) {
  const search = () => spawnSync("rg", ["-l", "FlowSpec", folder], { maxBuffer: 1 << 26 });
  if (!search().error) return { what: "rg -l FlowSpec", cost: repeat(search), atMost: 10 };
  return { what: "plain Node reads", cost: repeat(() => plainReads(folder)), atMost: 10 / 8 };
}

function repeat(work) {
  const once = () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  return median([once(), once(), once()]);
}

function plainReads(folder) {
  let found = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".py")) continue;
    if (readFileSync(join(entry.parentPath, entry.name)).includes("FlowSpec")) found++;
  }
  return found;
}

/** One scan in a worker thread; resolves to the number of flows. */
function scanned(folder, paths) {
  const workerData = { folders: [{ root: folder, filesExclude: {} }], paths };
  return new Promise((resolve, reject) => {
    let flows = 0;
    const worker = new Worker(join(root, "dist/scan.js"), { workerData });
    worker.on("message", (batch) => {
      flows += batch.reduce((sum, file) => sum + file.flows.length, 0);
    });
    worker.on("error", reject);
    worker.on("exit", () => resolve(flows));
  }).then((flows) => {
    if (flows === 0) throw new Error("the scan found no flow");
    return paths === null ? flows : undefined;
  });
}
