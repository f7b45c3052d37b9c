import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import type { Locator } from "playwright-core";
import type { CodeServer } from "../../ui/bed";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "../../ui/scenario";
import type { Theme, Workbench } from "../../ui/workbench";
import { startArgoBed, watchedPython, type ArgoBed, type WatchedPython } from "./argo";
import { root, waitFor, type KubeObject } from "./bed";

const folder = mkdtempSync(join(tmpdir(), "flowlens-deploy-"));
const templates = "/apis/argoproj.io/v1alpha1/namespaces/default/workflowtemplates";
const workflows = "/apis/argoproj.io/v1alpha1/namespaces/default/workflows";
let bed: ArgoBed;
let python: WatchedPython;
let server: CodeServer;

before(async () => {
  bed = await startArgoBed();
  python = watchedPython(process.env["FLOWLENS_TEST_CLUSTER_PYTHON"] ?? "", join(folder, "bin"));
  server = await startServer({
    extension: stagedExtension(),
    settings: { "flowlens.python": python.path },
    env: { ...bed.env, METAFLOW_ARGO_WORKFLOWS_UI_URL: "http://localhost:2746/" },
  });
});
after(async () => {
  await server.stop();
  await bed.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A window on a folder with these flows of the tests, the first one open. */
function deploying(
  name: string,
  flows: readonly string[],
  act: (workbench: Workbench) => Promise<void>,
): void {
  it(name, { timeout: 300_000 }, async () => {
    await inWindow(name, server, async (workbench) => {
      for (const flow of flows)
        cpSync(join(root, "test/flows", flow), join(workbench.folder, flow.replace(/^.*\//, "")));
      await workbench.open(...flows.slice(0, 1).map((flow) => flow.replace(/^.*\//, "")));
      await workbench.lens("Run flow").first().waitFor();
      await act(workbench);
    });
  });
}

const button = (workbench: Workbench, title: string): Locator =>
  workbench.page.locator(".notification-toast").getByRole("button", { name: title }).first();

const dialog = ({ page }: Workbench): Locator => page.locator(".monaco-dialog-box");

/** The button above a preview. */
const above = ({ page }: Workbench, title: string): Locator =>
  page.locator(`.editor-actions a[aria-label^="${title}"]`).first();

/** The lines that a diff editor marks as new, or as gone. */
async function marked({ page }: Workbench, side: "insert" | "delete"): Promise<readonly string[]> {
  const editor = page.locator(
    `.monaco-diff-editor .editor.${side === "insert" ? "modified" : "original"}`,
  );
  await editor.locator(`.line-${side}`).first().waitFor();
  const tops = await editor
    .locator(`.view-overlays .line-${side}`)
    .evaluateAll((marks) => marks.map((mark) => mark.parentElement?.style.top ?? ""));
  const lines = await editor
    .locator(".view-line")
    .evaluateAll((all) => all.map((line) => [(line as HTMLElement).style.top, line.textContent]));
  return lines
    .filter(([top]) => tops.includes(top ?? ""))
    .map(([, text]) => (text ?? "").replaceAll("\u00a0", " ").trim());
}

async function templateNamed(name: string): Promise<KubeObject> {
  return bed.cluster.api.get(`${templates}/${name}`);
}

deploying(
  "a flow is deployed, and an edit shows exactly that edit",
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
    for (const part of [/Context: flowlens-test/, /Namespace: default/, /trainflow/, /will be/])
      assert.match(asked, part);
    await dialog(workbench).getByRole("button", { name: "Deploy" }).click();
    await workbench.notification(/trainflow is deployed to Argo Workflows/).waitFor();
    await workbench.terminalLine("✓ deployed to flowlens-test / default").waitFor();
    await takeScreenshot(workbench, "deployed");
    const before = await templateNamed("trainflow");
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
    assert.match(await dialog(workbench).innerText(), /Changes 1 template \(train\)/);
    await dialog(workbench).getByRole("button", { name: "Deploy" }).click();
    await workbench.notification(/trainflow is deployed to Argo Workflows/).waitFor();
    assert.match(JSON.stringify(await templateNamed("trainflow")), /"memory":"18192M"/);
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
  "a deployed flow is triggered, and its run looked at and ended",
  ["argo/train_flow.py"],
  async (workbench) => {
    const { page } = workbench;
    await workbench.command("Flowlens: Trigger Deployed Flow");
    await workbench.quickRow("rate").click();
    await workbench.quickInput().fill("0.5");
    await page.keyboard.press("Enter");
    await workbench.quickRow("Trigger").click();
    await workbench.notification(/TrainFlow was triggered: argo-trainflow-/).waitFor();
    const { items } = await bed.cluster.api.get(workflows);
    assert.equal(items.length, 1);
    assert.match(JSON.stringify(items[0]), /\{"name":"rate","value":"0.5"\}/);
    const name = items[0]?.metadata.name ?? "";
    // As Argo does once it has seen it, and shows in its own interface.
    const annotations = {
      "metaflow/owner": "tester",
      "metaflow/production_token": "x",
      "metaflow/flow_name": "TrainFlow",
    };
    const status = { phase: "Running", progress: "1/4", finishedAt: null };
    const metadata = { ...items[0]?.metadata, annotations };
    const run = { ...items[0], apiVersion: "argoproj.io/v1alpha1", kind: "Workflow" };
    const file = join(folder, "run.json");
    writeFileSync(file, JSON.stringify({ ...run, metadata, status }));
    await bed.cluster.kubectl(["replace", "-f", file]);
    await workbench.command("Flowlens: Show Runs of Deployed Flow");
    await workbench.quickRow(`argo-${name}`).waitFor();
    await takeScreenshot(workbench, "deployed runs");
    await workbench.quickRow(`argo-${name}`).click();
    await workbench.quickRow("Terminate").click();
    await dialog(workbench).getByRole("button", { name: "Terminate" }).click();
    await workbench.notification(new RegExp(`argo-${name} was terminated`)).waitFor();
    const ended = await bed.cluster.api.get(`${workflows}/${name}`);
    assert.match(JSON.stringify(ended), /"shutdown":"Terminate"/);
  },
);

deploying(
  "a flow that would be refused never reaches Metaflow",
  ["deploy/a_switch_foreach.py"],
  async (workbench) => {
    const calls = python.calls().length;
    await workbench.command("Flowlens: Deploy to Argo Workflows");
    await workbench.notification(/Argo Workflows would refuse F: .* common step/).waitFor();
    await button(workbench, "Show Problems").click();
    const problems = workbench.page.locator(".markers-panel .monaco-list-row");
    await problems.filter({ hasText: "common step" }).first().waitFor();
    await takeScreenshot(workbench, "deploy refused");
    assert.deepEqual(python.calls().slice(calls), []);
  },
);

deploying(
  "another user's flow needs the production token",
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
      const text = JSON.stringify(await templateNamed("gangflow"));
      return text.includes('"metaflow/owner":"tester"');
    });
  },
);

it(
  "a flow of a project is deployed for production by its name",
  { timeout: 300_000 },
  async (t) => {
    await inWindow(t.name, server, async (workbench) => {
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
      const annotations = JSON.stringify((await templateNamed("models.prod.f")).metadata);
      assert.match(annotations, /"metaflow\/branch_name":"prod"/);
    });
  },
);

it("a flow whose name is too long gets another", { timeout: 300_000 }, async (t) => {
  await inWindow(t.name, server, async (workbench) => {
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
