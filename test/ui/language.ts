import assert from "node:assert/strict";
import { scenario, takeScreenshot } from "./scenario";
import type { Workbench } from "./workbench";

/** The labels of the open list of completions, from the first. */
async function suggestions({ page }: Workbench, first: string): Promise<readonly string[]> {
  const rows = page.locator(".suggest-widget.visible .monaco-list-row");
  await rows.filter({ hasText: first }).first().waitFor();
  const labels = page.locator(".suggest-widget.visible .monaco-list-row .label-name");
  return labels.allInnerTexts();
}

/**
 * Opens the menu of quick fixes at the cursor and takes one. Findings that are told just then make
 * VS Code ask again for its light bulb, which drops the menu that was asked for: it is asked again.
 */
async function fix(workbench: Workbench, title: string, picture: string): Promise<void> {
  const { page } = workbench;
  const row = page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
  for (let tries = 0; ; tries++) {
    await page.keyboard.press("ControlOrMeta+.");
    try {
      await row.waitFor({ timeout: 8000 });
      break;
    } catch (error) {
      if (tries === 5) throw error;
      await page.keyboard.press("Escape");
    }
  }
  await takeScreenshot(workbench, picture);
  await row.click();
}

scenario("steps and options are completed where they are typed", async (workbench) => {
  const { page } = workbench;
  await workbench.open("kubernetes_flow.py");
  await workbench.lens("Run flow").waitFor();
  await workbench.goTo("kubernetes_flow.py", "self.next(self.prepare)");
  await page.keyboard.press("Shift+End");
  await page.keyboard.type("self.next(self.");
  const steps = await suggestions(workbench, "evaluate");
  assert.ok(steps.includes("end") && !steps.includes("start"), steps.join());
  await takeScreenshot(workbench, "completion of steps");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Z");
  await workbench.goTo("kubernetes_flow.py", "cpu=2, memory=8192");
  await page.keyboard.press("ControlOrMeta+Space");
  const options = await suggestions(workbench, "image");
  assert.ok(!options.includes("memory"), "what is given already is not offered");
  await takeScreenshot(workbench, "completion of options");
});

scenario("a hover says what an option means", async (workbench) => {
  const { page } = workbench;
  await workbench.open("kubernetes_flow.py");
  await workbench.lens("Run flow").waitFor();
  await workbench.goTo("kubernetes_flow.py", "memory=8192");
  await page.keyboard.press("ControlOrMeta+K");
  await page.keyboard.press("ControlOrMeta+I");
  const hover = page.locator(".monaco-hover", { hasText: "memory" }).first();
  await hover.waitFor();
  assert.match(await hover.innerText(), /MB/u);
  await takeScreenshot(workbench, "hover");
});

scenario("a step is renamed wherever it is named", async (workbench) => {
  const { page } = workbench;
  await workbench.open("foreach_flow.py");
  await workbench.lens("Run flow").waitFor();
  await workbench.goTo("foreach_flow.py", "average(self)");
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box input, .rename-box .rename-input").first();
  await box.waitFor();
  await box.fill("mean");
  await takeScreenshot(workbench, "rename");
  await page.keyboard.press("Enter");
  await workbench.line("def mean(").waitFor();
  await workbench.line("self.next(self.mean").waitFor();
});

scenario("quick fixes mend a name and add a join", async (workbench) => {
  const { page } = workbench;
  await workbench.open("broken_unknown_step.py");
  await page.locator(".squiggly-error").first().waitFor();
  await workbench.goTo("broken_unknown_step.py", "tranform");
  await fix(workbench, "Change to 'transform'", "quick fix of a name");
  await workbench.line("self.next(self.transform)").waitFor();
  await workbench.openFile("broken_unjoined_split.py");
  await page.locator(".squiggly-error").first().waitFor();
  await workbench.goTo("broken_unjoined_split.py", "end(self)");
  await fix(workbench, "Add the join 'join'", "quick fix of a join");
  await workbench.line("def join(self, inputs):").waitFor();
  await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
  await takeScreenshot(workbench, "join added");
});
