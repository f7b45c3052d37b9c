// Builds everything that ships: the extension host bundle, the CLI and the webview bundles.
import { build } from "esbuild";
import { cpSync, mkdirSync, rmSync } from "node:fs";

const production = process.argv.includes("--production");

const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  target: "node20",
  logLevel: "warning",
  legalComments: "none",
};

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });

await Promise.all([
  build({
    ...shared,
    entryPoints: { extension: "extension/extension.ts" },
    outdir: "dist",
    platform: "node",
    format: "cjs",
    external: ["vscode"],
  }),
  // The search for flows runs in a thread of its own, from its own file.
  build({
    ...shared,
    entryPoints: { scan: "extension/flows/scanWorker.ts" },
    outdir: "dist",
    platform: "node",
    format: "cjs",
  }),
  // No `external` here: a stray import of "vscode" below runtime/ fails this build.
  build({
    ...shared,
    entryPoints: { cli: "runtime/cli/main.ts" },
    outdir: "dist",
    platform: "node",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
  }),
  build({
    ...shared,
    entryPoints: { dag: "webview/dag/main.ts", cards: "webview/cards/main.ts" },
    outdir: "dist/webview",
    platform: "browser",
    format: "iife",
    target: "es2022",
  }),
]);

cpSync("runtime/metaflow/package", "dist/metaflow", {
  recursive: true,
  filter: (path) => !path.includes("__pycache__"),
});
