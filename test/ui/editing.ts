import assert from "node:assert/strict";
import { scenario, takeScreenshot } from "./scenario";

scenario("lenses stand above the flow and its steps", async (workbench) => {
  await workbench.open("foreach_flow.py");
  await workbench.lens("Run flow").waitFor();
  await workbench.lens("Show DAG").waitFor();
  for (const step of ["start", "average", "compare"])
    await workbench.line(`def ${step}(`).waitFor();
  await workbench.lens("Run step").nth(2).waitFor();
  await takeScreenshot(workbench, "lenses");
});

scenario("the view Flows lists the flows of the folder", async (workbench) => {
  await workbench.open();
  await workbench.showView("Flowlens");
  const flows = workbench.page.locator(".monaco-list-row", { hasText: "foreach_flow.py" });
  await flows.first().waitFor();
  await takeScreenshot(workbench, "flows");
});

scenario("a wrong option is underlined and listed while typing", async (workbench) => {
  const { page } = workbench;
  await workbench.open("kubernetes_flow.py");
  await workbench.lens("Run flow").waitFor();
  const problems = await workbench.problems();
  assert.equal(await problems.filter({ hasText: "memoy" }).count(), 0);
  await workbench.openFile("kubernetes_flow.py");
  await workbench.goTo("kubernetes_flow.py", "memory=16384");
  await page.keyboard.type("memoy=1, ");
  const row = problems.filter({ hasText: "memoy" }).first();
  await row.waitFor();
  assert.match(await row.innerText(), /memory/, "the nearest valid name is said");
  await page.locator(".squiggly-error").first().waitFor();
  await takeScreenshot(workbench, "squiggle");
});
