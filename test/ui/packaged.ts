import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { root } from "./bed";
import { inWindow, startServer } from "./scenario";

it("the package installs, and its lenses and its DAG are there", { timeout: 240_000 }, async () => {
  const scratch = mkdtempSync(join(tmpdir(), "flowlens-vsix-"));
  const vsix = join(scratch, "flowlens.vsix");
  const vsce = join(root, "node_modules/@vscode/vsce/vsce");
  const args = [vsce, "package", "--no-dependencies", "--no-rewrite-relative-links", "--out", vsix];
  execFileSync(process.execPath, args, { cwd: root, stdio: "pipe" });
  const server = await startServer({ vsix });
  try {
    await inWindow("packaged", server, async (workbench) => {
      await workbench.open("linear_flow.py");
      await workbench.lens("Run flow").waitFor();
      await workbench.lens("Show DAG").click();
      await workbench.node("clean").waitFor();
    });
  } finally {
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
});
