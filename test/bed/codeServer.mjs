// Real VS Code as a server (code-server), on the Node it is made for.
import { copyFileSync, existsSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./command.mjs";
import { installOnce } from "./install.mjs";
import { codeServer, codeServerNode, root } from "./versions.mjs";

/**
 * Installs code-server without running any package's script: what they would have built or
 * linked and is needed is linked here. Resolves to the program (node) and its first argument.
 */
export async function ensureCodeServer() {
  const nodePackage = nodePackageName();
  const folder = await installOnce("code-server", codeServer, async (folder) => {
    const dependencies = { "code-server": codeServer };
    if (nodePackage) dependencies[nodePackage] = codeServerNode;
    // A package.json of its own: npm would else take the checkout's for the project.
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
    await npm(["install", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
    const vscode = join(folder, "node_modules/code-server/lib/vscode");
    const production = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
    await npm(production, vscode);
    await npm(production, join(vscode, "extensions"));
    link(join(vscode, "bin/remote-cli"), `code-${system}.sh`, "code-server");
    link(join(vscode, "bin/helpers"), `browser-${system}.sh`, "browser.sh");
    copyFileSync(
      join(root, "test/bed/logger.cjs"),
      join(vscode, "node_modules/@vscode/spdlog/index.js"),
    );
  });
  return {
    node: nodePackage ? join(folder, "node_modules", nodePackage, "bin/node") : process.execPath,
    entry: join(folder, "node_modules/code-server/out/node/entry.js"),
  };
}

const system = process.platform === "darwin" ? "darwin" : "linux";

/** npm carries builds of Node for Linux; null where the Node that runs us must do. */
function nodePackageName() {
  const { platform, arch } = process;
  if (platform === "linux" && (arch === "x64" || arch === "arm64")) return `node-linux-${arch}`;
  if (Number(process.versions.node.split(".")[0]) >= 24) return null;
  throw new Error(`code-server needs Node 24 or newer on ${platform} ${arch}: start this with it.`);
}

function link(folder, target, name) {
  const path = join(folder, name);
  if (!existsSync(join(folder, target))) return;
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
