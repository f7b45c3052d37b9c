import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "./scenario";

it(
  "an untrusted workspace is checked and drawn, but nothing is run",
  { timeout: 300_000 },
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
      await inWindow("untrusted cards", server, async (workbench) => {
        putCard(workbench.folder);
        await workbench.open("cards_flow.py");
        await workbench.lens("Show cards").first().click();
        const cards = workbench.panel();
        await cards.getByRole("button", { name: "Manage workspace trust" }).waitFor();
        await takeScreenshot(workbench, "untrusted cards");
        assert.equal(await cards.locator("main").isVisible(), false, "no card is shown");
      });
    } finally {
      await server.stop();
    }
  },
);

/** A card that somebody put where Metaflow puts one. */
function putCard(folder: string): void {
  const task = "mf.cards/MarathonFlow/runs/1/steps/start/tasks/1/cards";
  const place = join(folder, ".metaflow", task);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "blank-0123abcd.html"), "<h1>Not to be seen</h1>");
}
