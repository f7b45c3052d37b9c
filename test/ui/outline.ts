import assert from "node:assert/strict";
import { scenario, takeScreenshot } from "./scenario";

scenario("the outline says what each step is", async (workbench) => {
  const { page } = workbench;
  await workbench.open("kubernetes_flow.py");
  await workbench.lens("Run flow").waitFor();
  await workbench.goTo("kubernetes_flow.py", "for epoch in");
  const crumb = page.locator(".breadcrumbs-control .monaco-breadcrumb-item");
  await crumb.filter({ hasText: "train" }).waitFor();
  await workbench.command("Explorer: Focus on Outline View");
  const row = page.locator(".outline-pane .monaco-list-row", { hasText: "train" });
  await row.first().waitFor();
  assert.match(await row.first().innerText(), /@kubernetes/u);
  await takeScreenshot(workbench, "outline");
  await page.keyboard.press("ControlOrMeta+Shift+O");
  await workbench.quickRow("evaluate").waitFor();
  await takeScreenshot(workbench, "go to symbol");
  await workbench.quickInput().fill("@evaluate");
  await page.keyboard.press("Enter");
  await workbench.cursorAt(workbench.place("kubernetes_flow.py", "def evaluate").line);
});
