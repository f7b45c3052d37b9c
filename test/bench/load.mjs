// Bundles parts of the project, so that the benchmarks call the very functions that ship.
import { build } from "esbuild";
import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../bed/versions.mjs";

const require = createRequire(import.meta.url);

/** Bundles what `source` (an ES module, relative to the checkout) exports; returns the file's path. */
export async function bundle(source) {
  const outfile = join(mkdtempSync(join(tmpdir(), "flowlens-bench-")), "bundle.cjs");
  await build({
    stdin: { contents: source, resolveDir: root, loader: "ts" },
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
    outfile,
  });
  return outfile;
}

/** The exports of `source`, bundled. */
export const load = async (source) => require(await bundle(source));
