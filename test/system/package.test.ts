import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, it } from "node:test";

const root = resolve(__dirname, "../../..");
const scratch = mkdtempSync(join(tmpdir(), "flowlens-vsix-"));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** All that may be in the package. A new file belongs here and in .vscodeignore, or in neither. */
const packaged = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "dist/cli.js",
  "dist/clusterModel.js",
  "dist/docker.js",
  "dist/extension.js",
  "dist/kubeconfig.js",
  "dist/kubernetes.js",
  "dist/metaflow/metaflow_extensions/flowlens/plugins/colors.py",
  "dist/metaflow/metaflow_extensions/flowlens/plugins/container.py",
  "dist/metaflow/metaflow_extensions/flowlens/plugins/docker_kubernetes.py",
  "dist/metaflow/metaflow_extensions/flowlens/plugins/local_kubernetes.py",
  "dist/metaflow/metaflow_extensions/flowlens/plugins/mfextinit_flowlens.py",
  "dist/metaflow/metaflow_extensions/flowlens/plugins/spinning.py",
  "dist/metaflow/metaflow_extensions/flowlens/plugins/supervise.py",
  "dist/metaflow/programs/kubeflow_server.py",
  "dist/metaflow/programs/one_task.py",
  "dist/scan.js",
  "dist/webview/cards.css",
  "dist/webview/cards.js",
  "dist/webview/dag.css",
  "dist/webview/dag.js",
  "docs/rules.md",
  "docs/screenshots/readme.png",
  "media/card-dark.svg",
  "media/card-light.svg",
  "media/dag-dark.svg",
  "media/dag-light.svg",
  "media/flowlens.svg",
  "media/icon.png",
  "media/snippets.json",
  "package.json",
];

/** Bytes; the bundles are those of a production build. */
const budgets = {
  "dist/extension.js": 500_000,
  "dist/webview/dag.js": 300_000,
} as const;

function vsce(...args: readonly string[]): string {
  const program = join(root, "node_modules/@vscode/vsce/vsce");
  return execFileSync(process.execPath, [program, ...args], { cwd: root, encoding: "utf8" });
}

it("the package holds exactly what is meant to be in it", () => {
  const all = vsce("ls", "--no-dependencies").trim().split("\n");
  // The pieces of the extension are named after what is in them: their names change.
  const listed = all.filter((file) => !/^dist\/extension-[\w-]+\.js$/.test(file));
  assert.deepEqual(listed.sort(), [...packaged].sort());
});

it("the package stays within 1.5 MB", () => {
  const file = join(scratch, "flowlens.vsix");
  vsce("package", "--no-dependencies", "--no-rewrite-relative-links", "--out", file);
  assert.ok(statSync(file).size <= 1_500_000, `${statSync(file).size} bytes`);
});

for (const [file, budget] of Object.entries(budgets))
  it(`${file} stays within ${budget / 1000} kB`, () => {
    const { size } = statSync(join(root, file));
    assert.ok(size <= budget, `${size} bytes`);
  });
