import assert from "node:assert/strict";
import { it } from "node:test";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "./scenario";

it(
  "an untrusted workspace is checked and drawn, but nothing is run",
  { timeout: 240_000 },
  async () => {
    const server = await startServer({
      extension: stagedExtension(),
      trust: true,
      settings: { "security.workspace.trust.startupPrompt": "never" },
    });
    try {
      await inWindow("untrusted", server, async (workbench) => {
        await workbench.open("broken_unknown_step.py");
        await workbench.page.locator(".squiggly-error").first().waitFor();
        await workbench.open("foreach_flow.py");
        await workbench.lens("Show DAG").click();
        await workbench.node("average").waitFor();
        await workbench.command("Flowlens: Run Flow");
        await workbench.notification("not trusted").waitFor();
        await takeScreenshot(workbench, "untrusted");
        assert.equal(await workbench.page.locator(".xterm-rows").count(), 0, "no terminal opened");
      });
    } finally {
      await server.stop();
    }
  },
);
