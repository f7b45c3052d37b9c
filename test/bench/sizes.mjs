// What ships, by size.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../bed/versions.mjs";

const kilobytes = (file) => statSync(file).size / 1000;

/** @returns {import("./measure.mjs").Row[]} */
export function sizeRows() {
  const dist = join(root, "dist");
  const panels = readdirSync(join(dist, "webview")).filter((name) => name.endsWith(".js"));
  const row = (what, budget, file) => ({ what, budget, measured: kilobytes(file), unit: "kB" });
  return [
    row("extension, loaded at once", 500, join(dist, "extension.js")),
    ...panels.map((name) => row(`webview bundle ${name}`, 300, join(dist, "webview", name))),
    row("CLI bundle", null, join(dist, "cli.js")),
    packageRow(row),
  ];
}

/** Packs as `npm run package` does, but elsewhere. */
function packageRow(row) {
  const file = join(mkdtempSync(join(tmpdir(), "flowlens-bench-")), "flowlens.vsix");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [, ...given] = scripts.package.split("&&").at(-1).trim().split(/\s+/);
  const args = given.map((word, i) => (given[i - 1] === "--out" ? file : word));
  const vsce = join(root, "node_modules/@vscode/vsce/vsce");
  const { status, stderr } = spawnSync(process.execPath, [vsce, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`The vsix cannot be packed: ${stderr.trim()}`);
  return row("vsix", 1500, file);
}
