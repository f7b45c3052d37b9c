// `npm run bench [-- name…]`: the budgets, each beside its rival in the same run. Nothing here fails for being slow.
import { spawnSync } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";
import { ensurePackages } from "../bed/packages.mjs";
import { say, step } from "../bed/progress.mjs";
import { ensureMetaflow } from "../bed/python.mjs";
import { root } from "../bed/versions.mjs";

await ensurePackages();
const { activationRows } = await import("./activation.mjs");
const { cardRows } = await import("./cards.mjs");
const { clusterRows } = await import("./cluster.mjs");
const { coldRunRows } = await import("./coldRun.mjs");
const { discoveryRows } = await import("./discovery.mjs");
const { layoutRows } = await import("./layout.mjs");
const { readingRows } = await import("./reading.mjs");
const { sizeRows } = await import("./sizes.mjs");
const { table } = await import("./table.mjs");
const { watchingRows } = await import("./watching.mjs");

const benchmarks = {
  reading: readingRows,
  discovery: discoveryRows,
  layout: layoutRows,
  watching: watchingRows,
  cluster: clusterRows,
  activation: activationRows,
  run: coldRunRows,
  cards: cardRows,
  sizes: sizeRows,
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  say(
    `There is no benchmark ${unknown.join(", ")}: choose from ${Object.keys(benchmarks).join(", ")}.`,
  );
  process.exit(2);
}

const python = process.env.FLOWLENS_TEST_PYTHON ?? (await metaflowPython());
const built = spawnSync(process.execPath, ["esbuild.mjs", "--production"], {
  cwd: root,
  stdio: "inherit",
});
if (built.status !== 0) process.exit(1);

const load = () => loadavg()[0].toFixed(1);
const before = load();
const rows = [];
for (const [name, measure] of Object.entries(benchmarks)) {
  if (named.length > 0 && !named.includes(name)) continue;
  try {
    rows.push(...(await step(`Measuring ${name}`, () => measure(python))));
  } catch (error) {
    say(`${name} is broken: ${error.message}`);
    process.exitCode = 1;
  }
}
say(`\n${table(rows)}\n`);
say(
  `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, load ${before} before and ${load()} after; medians; Node ${process.version}.`,
);

/** Without Metaflow the rivals are missing, not the benchmarks. */
async function metaflowPython() {
  try {
    return await ensureMetaflow();
  } catch (error) {
    say(`Without Metaflow to compare with: ${error.message}`);
    return null;
  }
}
