import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scenario, takeScreenshot } from "./scenario";
import type { Workbench } from "./workbench";

const base = `from metaflow import FlowSpec, step


class TrainingBase(FlowSpec):
    @step
    def start(self):
        self.next(self.prepare)

    @step
    def prepare(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;

const child = `from metaflow import step
from training_base import TrainingBase


class TrainingFlow(TrainingBase):
    @step
    def prepare(self):
        super().prepare()
        self.next(self.end)


if __name__ == "__main__":
    TrainingFlow()
`;

const texts: Readonly<Record<string, string>> = {
  "training_base.py": base,
  "training_flow.py": child,
};

/** Opens the base class with the cursor on its step. */
async function openBase(workbench: Workbench, flow = child): Promise<void> {
  const files = { ...texts, "training_flow.py": flow };
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(workbench.folder, name), text);
  await workbench.open("training_base.py");
  await workbench.lens("Show DAG").waitFor();
  await workbench.goTo("training_base.py", "prepare(self)");
}

/** Presses F2 and gives a name. */
async function rename({ page }: Workbench, name: string): Promise<void> {
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box input, .rename-box .rename-input").first();
  await box.waitFor();
  await box.fill(name);
  await page.keyboard.press("Enter");
}

scenario("a step of a base class is renamed in the flows that extend it", async (workbench) => {
  await openBase(workbench);
  await rename(workbench, "clean");
  await workbench.line("def clean(").waitFor();
  const onDisk = (name: string): string => readFileSync(join(workbench.folder, name), "utf8");
  for (let tries = 0; onDisk("training_flow.py") === child && tries < 50; tries++)
    await workbench.page.waitForTimeout(200);
  assert.equal(onDisk("training_flow.py"), child.replaceAll("prepare", "clean"));
  await workbench.openFile("training_flow.py");
  await workbench.line("super().clean()").waitFor();
  await takeScreenshot(workbench, "renamed in two files");
});

scenario("all files that name a step are listed", async (workbench) => {
  const { page } = workbench;
  await openBase(workbench);
  await page.keyboard.press("Shift+F12");
  const found = page.locator(".zone-widget .monaco-list-row", { hasText: "training_flow.py" });
  await found.first().waitFor();
  await takeScreenshot(workbench, "references in two files");
});

scenario("a rename that is not safe says why", async (workbench) => {
  await openBase(workbench, child.replace("(TrainingBase)", "(Missing, TrainingBase)"));
  await workbench.page.keyboard.press("F2");
  const message = workbench.page.locator(".monaco-editor-overlaymessage");
  await message.filter({ hasText: "rename it by hand" }).waitFor();
  await takeScreenshot(workbench, "rename refused");
});
