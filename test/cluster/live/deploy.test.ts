import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { inWindow, takeScreenshot } from "../../ui/scenario";
import type { Theme, Workbench } from "../../ui/workbench";
import { root, waitFor } from "./bed";
import {
  button,
  deploying,
  dialog,
  startDeployBed,
  templateNamed,
  type DeployBed,
} from "./deployBed";
import { above, marked } from "./diffLines";

let bed: DeployBed;

before(async () => {
  bed = await startDeployBed();
});
after(() => bed.stop());

deploying(
  "a flow is deployed, and an edit shows exactly that edit",
  () => bed,
  ["argo/train_flow.py"],
  async (workbench) => {
    const { page } = workbench;
    await workbench.lens("Deploy").waitFor();
    await workbench.command("Flowlens: Deploy to Argo Workflows");
    await workbench.tab("trainflow (to deploy).yaml").waitFor();
    await workbench.line("kind: WorkflowTemplate").waitFor();
    await takeScreenshot(workbench, "deploy first preview");
    await button(workbench, "Deploy…").click();
    const asked = await dialog(workbench).innerText();
    const schedule = /Schedule: 0 0 \* \* \? \(now: none\)/;
    for (const part of [/Context: flowlens-test/, /Namespace: default/, schedule, /will be/])
      assert.match(asked, part);
    await dialog(workbench).getByRole("button", { name: "Deploy" }).click();
    await workbench.notification(/trainflow is deployed to Argo Workflows/).waitFor();
    await workbench.terminalLine("✓ deployed to flowlens-test / default").waitFor();
    await takeScreenshot(workbench, "deployed");
    const before = await templateNamed(bed, "trainflow");
    const token = /"metaflow\/production_token":"([^"]+)"/.exec(JSON.stringify(before))?.[1] ?? "";
    assert.notEqual(token, "");
    const shown = await page.locator(".terminal-wrapper.active .xterm-rows").innerText();
    assert.ok(!shown.includes(token), "the production token is shown");
    assert.ok(!workbench.log().includes(token), "the production token is logged");

    await workbench.openFile("train_flow.py");
    await workbench.goTo("train_flow.py", "8192");
    await page.keyboard.type("1");
    await workbench.command("Notifications: Clear All Notifications");
    await workbench.command("View: Toggle Panel Visibility");
    await workbench.command("Flowlens: Deploy to Argo Workflows");
    await workbench.tab("trainflow: deployed in flowlens-test / default").waitFor();
    assert.deepEqual(await marked(workbench, "delete"), ["memory: 8192M"]);
    assert.deepEqual(await marked(workbench, "insert"), ["memory: 18192M"]);
    await button(workbench, "Deploy…").waitFor();
    await takeScreenshot(workbench, "deploy diff dark");
    await pictures(workbench);
    await above(workbench, "Deploy as Shown").click();
    const question = await dialog(workbench).innerText();
    assert.match(question, /Changes 1 template \(train\)/);
    assert.match(question, /Schedule: 0 0 \* \* \? \(as now\)/);
    await dialog(workbench).getByRole("button", { name: "Deploy" }).click();
    await workbench.notification(/trainflow is deployed to Argo Workflows/).waitFor();
    assert.match(JSON.stringify(await templateNamed(bed, "trainflow")), /"memory":"18192M"/);
  },
);

const themes: readonly Theme[] = ["dark", "light", "hc-dark"];

/** The diff and the question in several themes; the question is not answered. */
async function pictures(workbench: Workbench): Promise<void> {
  for (const theme of themes) {
    await workbench.theme(theme);
    await takeScreenshot(workbench, `deploy diff ${theme}`);
    await above(workbench, "Deploy as Shown").click();
    await dialog(workbench).waitFor();
    await takeScreenshot(workbench, `deploy question ${theme}`);
    await workbench.page.keyboard.press("Escape");
    await dialog(workbench).waitFor({ state: "detached" });
  }
  await workbench.theme("dark");
}

deploying(
  "a flow that would be refused never reaches Metaflow",
  () => bed,
  ["deploy/a_switch_foreach.py"],
  async (workbench) => {
    const calls = bed.python.calls().length;
    await workbench.command("Flowlens: Deploy to Argo Workflows");
    await workbench.notification(/Argo Workflows would refuse F: .* common step/).waitFor();
    await button(workbench, "Show Problems").click();
    const problems = workbench.page.locator(".markers-panel .monaco-list-row");
    await problems.filter({ hasText: "common step" }).first().waitFor();
    await takeScreenshot(workbench, "deploy refused");
    assert.deepEqual(bed.python.calls().slice(calls), []);
  },
);

deploying(
  "another user's flow needs the production token",
  () => bed,
  ["argo/gang_flow.py"],
  async (workbench) => {
    await workbench.command("Flowlens: Deploy to Argo Workflows");
    await button(workbench, "Deploy…").waitFor();
    // Somebody else was faster.
    const metadata = { name: "gangflow", namespace: "default" };
    const annotations = {
      "metaflow/owner": "somebody",
      "metaflow/production_token": "gangflow-0-secret",
    };
    await bed.cluster.api.create({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "WorkflowTemplate",
      metadata: { ...metadata, annotations },
      spec: { templates: [] },
    });
    await button(workbench, "Deploy…").click();
    await dialog(workbench).getByRole("button", { name: "Deploy" }).click();
    await workbench.notification(/There is an existing version of gangflow .*somebody/).waitFor();
    await takeScreenshot(workbench, "deploy token");
    await button(workbench, "Enter Token…").click();
    const input = workbench.page.locator(".quick-input-widget input[type=password]");
    await input.fill("gangflow-0-secret");
    await workbench.page.keyboard.press("Enter");
    await workbench.notification(/gangflow is deployed to Argo Workflows/).waitFor();
    assert.ok(!workbench.log().includes("gangflow-0-secret"));
    await waitFor("The new template", async () => {
      const text = JSON.stringify(await templateNamed(bed, "gangflow"));
      return text.includes('"metaflow/owner":"tester"');
    });
  },
);

it(
  "a flow of a project is deployed for production by its name",
  { timeout: 300_000 },
  async (t) => {
    await inWindow(t.name, bed.server, async (workbench) => {
      const text = readFileSync(join(root, "test/flows/deploy/a_linear.py"), "utf8");
      const project = text.replace("class F", '@project(name="models")\nclass F');
      writeFileSync(join(workbench.folder, "project_flow.py"), project);
      await workbench.open("project_flow.py");
      await workbench.lens("Deploy").click();
      await workbench.tab("models.user.tester.f (to deploy).yaml").waitFor();
      await above(workbench, "Change Deploy Options").click();
      await workbench.quickRow("production").click();
      await workbench.quickRow("yes").waitFor();
      await takeScreenshot(workbench, "deploy options");
      await workbench.quickRow("Done").click();
      await workbench.tab("models.prod.f (to deploy).yaml").waitFor();
      await above(workbench, "Deploy as Shown").click();
      assert.match(await dialog(workbench).innerText(), /F to Argo Workflows, for production\?/);
      await dialog(workbench).getByRole("button", { name: "Deploy" }).click();
      await workbench.quickInput().fill("models.prod.f");
      await workbench.page.keyboard.press("Enter");
      await workbench.notification(/models\.prod\.f is deployed to Argo Workflows/).waitFor();
      const annotations = JSON.stringify((await templateNamed(bed, "models.prod.f")).metadata);
      assert.match(annotations, /"metaflow\/branch_name":"prod"/);
    });
  },
);

it("a flow whose name is too long gets another", { timeout: 300_000 }, async (t) => {
  await inWindow(t.name, bed.server, async (workbench) => {
    const text = readFileSync(join(root, "test/flows/deploy/a_linear.py"), "utf8");
    const name = "TrainEveryModelOfEveryRegionAndCompareThemFlow";
    writeFileSync(join(workbench.folder, "long_flow.py"), text.replace(/\bF\b/g, name));
    await workbench.open("long_flow.py");
    await workbench.lens("Run flow").waitFor();
    await workbench.command("Flowlens: Deploy to Argo Workflows");
    const title = workbench.page.locator(".quick-input-title", { hasText: "Name of the workflow" });
    await title.waitFor();
    await workbench.page.keyboard.press("Enter");
    const short = "train-every-model-of-every-region-and-compare";
    await workbench.tab(`${short} (to deploy).yaml`).waitFor();
    await workbench.line(`name: ${short}`).waitFor();
  });
});

deploying(
  "a cluster that is down gives a preview only",
  () => bed,
  ["deploy/a_linear.py"],
  async (workbench) => {
    await bed.cluster.killApiServer();
    try {
      await workbench.command("Flowlens: Deploy to Argo Workflows");
      await workbench.notification(/This is a preview only\. The cluster at .* can't be/).waitFor();
      await workbench.tab("f (to deploy).yaml").waitFor();
      await takeScreenshot(workbench, "deploy preview only");
    } finally {
      await bed.cluster.startApiServer();
    }
  },
);
