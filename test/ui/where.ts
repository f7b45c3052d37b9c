import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { scenario, takeScreenshot } from "./scenario";
import type { Workbench } from "./workbench";

scenario(
  "where flows run is chosen in the status bar, and kept for the folder",
  async (workbench) => {
    await workbench.open("foreach_flow.py");
    await workbench.lens("Run flow").first().waitFor();
    const status = workbench.page.locator("#flowlens\\.flowlens\\.flowlens\\.where");
    await status.filter({ hasText: "Runs here" }).click();
    await placeRow(workbench, "Here").waitFor();
    await workbench.quickRow(/kubeconfig/i).waitFor();
    await takeScreenshot(workbench, "where to run");
    await placeRow(workbench, "Docker").click();
    await workbench.lens("Run flow · Docker").waitFor();
    await workbench.lens("Run step · Docker").first().waitFor();
    await status.filter({ hasText: "Docker" }).waitFor();
    await takeScreenshot(workbench, "runs in Docker");

    await workbench.reload("where:");
    await workbench.lens("Run flow · Docker").waitFor();
  },
);

scenario("a run can go elsewhere once", async (workbench) => {
  await workbench.open("linear_flow.py");
  await choose(workbench, "Docker");
  await workbench.command("Flowlens: Run Flow On…");
  await placeRow(workbench, "Here").click();
  await workbench.terminalLine("✓ succeeded").waitFor();
  await workbench.lens("Run flow · Docker").waitFor();
});

scenario("without a cluster, a run on Kubernetes says what to do", async (workbench) => {
  await workbench.open("linear_flow.py");
  await choose(workbench, "Kubernetes");
  await workbench.lens("Run flow · Kubernetes").click();
  const toast = workbench.page.locator(".notification-toast", { hasText: /kubeconfig/i });
  await toast.waitFor();
  await takeScreenshot(workbench, "no kubeconfig");
  assert.equal(await workbench.page.locator(".terminal-wrapper.active").count(), 0);
});

/** The row of a place; what is said of the places names others of them. */
function placeRow(workbench: Workbench, name: string): Locator {
  return workbench.quickRow(new RegExp(`^\\W*${name}`));
}

/** Chooses where the folder's flows run. */
async function choose(workbench: Workbench, where: string): Promise<void> {
  await workbench.lens("Run flow").first().waitFor();
  await workbench.command("Flowlens: Choose Where Flows Run…");
  await placeRow(workbench, where).click();
  await workbench.lens(`Run flow · ${where}`).waitFor();
}
