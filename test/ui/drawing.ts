import { scenario, takeScreenshot } from "./scenario";
import type { Theme } from "./workbench";

scenario(
  "a click on a node lands on its line, and the cursor marks its node",
  async (workbench) => {
    await workbench.open("branch_flow.py");
    await workbench.lens("Show DAG").click();
    await workbench.node("choose").click();
    await workbench.cursorAt(workbench.place("branch_flow.py", "def choose(").line);
    await workbench.goTo("branch_flow.py", "def fit_trend(");
    await workbench.panel().locator('[data-step="fit_trend"][aria-pressed="true"]').waitFor();
  },
);

scenario("the panel is back after a reload", async (workbench) => {
  await workbench.open("recursive_flow.py");
  await workbench.lens("Show DAG").click();
  await workbench.node("start").waitFor();
  await workbench.reload("flowlens\\.dag.*state.*SquareRootFlow");
  await workbench.node("start").waitFor();
});

const themes: readonly Theme[] = ["dark", "light", "hc-dark", "hc-light"];

scenario("pictures in four themes, wide and narrow", async (workbench) => {
  const { page } = workbench;
  await workbench.open("failing_flow.py");
  await workbench.lens("Show DAG").click();
  await workbench.node("start").waitFor();
  await workbench.lens("Run flow").click();
  await workbench.terminalLine("✗ failed").waitFor();
  await workbench.command("View: Toggle Panel Visibility");
  await workbench.command("View: Toggle Primary Side Bar Visibility");
  for (const theme of themes) {
    await workbench.theme(theme);
    await takeScreenshot(workbench, `beside ${theme}`);
    await page.setViewportSize({ width: 896, height: 900 });
    await takeScreenshot(workbench, `narrow ${theme}`);
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  await workbench.tab("RainfallFlow").click();
  await workbench.command("View: Toggle Maximize Editor Group");
  for (const theme of themes) {
    await workbench.theme(theme);
    await takeScreenshot(workbench, `wide ${theme}`);
  }
});
