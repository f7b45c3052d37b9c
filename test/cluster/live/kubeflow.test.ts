import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import type { CodeServer } from "../../ui/bed";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "../../ui/scenario";
import type { Workbench } from "../../ui/workbench";
import { watchedPython, type WatchedPython } from "./argo";
import { root, startS3, type S3 } from "./bed";
import { button, dialog } from "./deployBed";
import { above, marked } from "./diffLines";
import { kubeflowPython, startKubeflowApi, type KubeflowApi } from "./kubeflowApi";

// Metaflow 2.19.22, metaflow-kubeflow 0.0.4 and kfp are real; the server they speak to is a stand-in.

const folder = mkdtempSync(join(tmpdir(), "flowlens-kubeflow-"));
const metaflowHome = join(folder, "metaflow");
let s3: S3;
let python: WatchedPython;
let server: CodeServer;
let api: KubeflowApi;

before(async () => {
  s3 = await startS3();
  api = await startKubeflowApi();
  python = watchedPython(await kubeflowPython(), join(folder, "bin"));
  mkdirSync(metaflowHome);
  server = await startServer({
    extension: stagedExtension(),
    settings: { "flowlens.python": python.path },
    env: { ...s3.env, METAFLOW_HOME: metaflowHome, METAFLOW_KUBEFLOW_PIPELINES_URL: api.url },
  });
});
after(async () => {
  await server.stop();
  await s3.stop();
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
});

const title = "Flowlens: Deploy to Kubeflow Pipelines";

/** A window on a folder with this flow of the tests; `variables` go into its environment file. */
function inFlow(
  name: string,
  flow: string,
  act: (workbench: Workbench) => Promise<void>,
  variables = "",
): void {
  it(name, { timeout: 300_000 }, async () => {
    await inWindow(name, server, async (workbench) => {
      const file = flow.replace(/^.*\//, "");
      cpSync(join(root, "test/flows", flow), join(workbench.folder, file));
      mkdirSync(join(workbench.folder, ".vscode"), { recursive: true });
      const settings = { "flowlens.envFile": "test.env", "flowlens.deployTarget": "kubeflow" };
      writeFileSync(join(workbench.folder, "test.env"), variables);
      writeFileSync(join(workbench.folder, ".vscode/settings.json"), JSON.stringify(settings));
      await workbench.open(file);
      await workbench.lens("Run flow").first().waitFor();
      await act(workbench);
    });
  });
}

/** Answers the question of a preview with yes; gives what was asked. */
async function agree(workbench: Workbench): Promise<string> {
  const asked = await dialog(workbench).innerText();
  await dialog(workbench).getByRole("button", { name: "Deploy" }).click();
  return asked;
}

inFlow(
  "a flow is deployed to Kubeflow, and an edit shows exactly that edit",
  "argo/train_flow.py",
  async (workbench) => {
    const { page } = workbench;
    await workbench.lens("Deploy").click();
    await workbench.tab("TrainFlow (to deploy).yaml").waitFor();
    await workbench.line("components:").waitFor();
    await button(workbench, "Deploy…").waitFor();
    await takeScreenshot(workbench, "kubeflow preview");
    assert.deepEqual(readdirSync(metaflowHome), [], "the preview made a production token");
    assert.equal(api.uploads.length, 0);
    await button(workbench, "Deploy…").click();
    await takeScreenshot(workbench, "kubeflow question");
    const first = await agree(workbench);
    for (const part of [
      `Server: ${api.url}`,
      "Pipeline: TrainFlow",
      "4 steps will be",
      "0 0 0 * * ?, seconds first (now: none)",
    ])
      assert.ok(first.includes(part), `${part} in ${first}`);
    await workbench.notification("TrainFlow is deployed to Kubeflow Pipelines").waitFor();
    await workbench.terminalLine(`✓ deployed to ${api.url}`).waitFor();
    await takeScreenshot(workbench, "kubeflow deployed");
    await button(workbench, "Open in Kubeflow").waitFor();
    assert.deepEqual(versions(), { TrainFlow: 1 });
    assert.equal(api.schedules().length, 1);
    const token = /metaflow\/production_token: (\S+)/.exec(api.uploads.at(-1)?.text ?? "")?.[1];
    assert.ok(token !== undefined);
    const shown = await page.locator(".terminal-wrapper.active .xterm-rows").innerText();
    assert.ok(!shown.includes(token), "the production token is shown");
    assert.ok(!workbench.log().includes(token), "the production token is logged");

    await workbench.command("Notifications: Clear All Notifications");
    await workbench.command("View: Toggle Panel Visibility");
    // What was uploaded is what was shown: it differs in nothing from what would be now.
    await workbench.openFile("train_flow.py");
    await workbench.command(title);
    await workbench.tab("TrainFlow: deployed in Kubeflow Pipelines").waitFor();
    await above(workbench, "Deploy as Shown").click();
    assert.match(await dialog(workbench).innerText(), /Neither the pipeline nor the code changes/);
    await page.keyboard.press("Escape");

    await workbench.openFile("train_flow.py");
    await workbench.goTo("train_flow.py", "8192");
    await page.keyboard.type("1");
    await workbench.command("Notifications: Clear All Notifications");
    await workbench.command(title);
    await button(workbench, "Deploy…").waitFor();
    await takeScreenshot(workbench, "kubeflow diff");
    const gone = await marked(workbench, "delete");
    const now = await marked(workbench, "insert");
    assert.ok(gone.includes("resourceMemoryRequest: 8192M"), gone.join("\n"));
    assert.deepEqual(
      now.map((line) => line.replaceAll("18192", "8192").replaceAll("18.192", "8.192")),
      gone,
    );
    await above(workbench, "Deploy as Shown").click();
    await takeScreenshot(workbench, "kubeflow question of a change");
    const second = await agree(workbench);
    assert.match(second, /Changes 1 step \(train\)\. The code changes, too\./);
    assert.match(second, /seconds first \(as now\)/);
    await workbench.notification("TrainFlow is deployed to Kubeflow Pipelines").waitFor();
    assert.deepEqual(versions(), { TrainFlow: 2 });
    assert.match(api.uploads.at(-1)?.text ?? "", /resourceMemoryRequest: 18192M/);
    assert.equal(api.schedules().length, 1);
  },
);

function versions(): Readonly<Record<string, number>> {
  return Object.fromEntries(api.pipelines().map((one) => [one.name, one.versions.size]));
}

inFlow(
  "a flow on Kubeflow is triggered, and its run looked at and ended",
  "argo/train_flow.py",
  async (workbench) => {
    await workbench.command("Flowlens: Trigger Deployed Flow");
    await workbench.quickRow("rate").click();
    await workbench.quickInput().fill("0.5");
    await workbench.page.keyboard.press("Enter");
    await workbench.quickRow("Trigger").click();
    await workbench.notification(/TrainFlow was triggered: kfp-/).waitFor();
    await takeScreenshot(workbench, "kubeflow triggered");
    const [run] = api.runs();
    assert.ok(run !== undefined);
    assert.deepEqual(run.runtime_config.parameters, { rate: 0.5 });
    await button(workbench, "Status").click();
    await workbench.quickRow(`kfp-${run.run_id}`).filter({ hasText: "Pending" }).waitFor();
    await takeScreenshot(workbench, "kubeflow runs");
    await workbench.quickRow(`kfp-${run.run_id}`).click();
    await workbench.quickRow("Open in Kubeflow").waitFor();
    await takeScreenshot(workbench, "kubeflow run");
    await workbench.quickRow("Terminate").click();
    await dialog(workbench).getByRole("button", { name: "Terminate" }).click();
    await workbench.notification(`kfp-${run.run_id} was terminated`).waitFor();
    assert.equal(api.runs()[0]?.state, "CANCELED");
    await workbench.command("Flowlens: Terminate Run of Deployed Flow");
    await workbench.notification("No run of TrainFlow is going on.").waitFor();
  },
);

inFlow(
  "another user's pipeline needs the production token",
  "argo/train_flow.py",
  async (workbench) => {
    const uploads = api.uploads.length;
    await workbench.command(title);
    await button(workbench, "Deploy…").click();
    await agree(workbench);
    await workbench.notification(/deployed by the user tester\..*same production token/).waitFor();
    await button(workbench, "Enter Token…").waitFor();
    await takeScreenshot(workbench, "kubeflow token");
    assert.equal(api.uploads.length, uploads);
  },
  `export METAFLOW_USER=other\nexport METAFLOW_HOME=${join(folder, "other")}\n`,
);

inFlow(
  "a server that refuses gives a preview only, and says why",
  "deploy/a_linear.py",
  async (workbench) => {
    api.answer(401);
    try {
      await workbench.command(title);
      await workbench.notification(/This is a preview only\. .* refuses you \(401\)/).waitFor();
      await workbench.tab("F (to deploy).yaml").waitFor();
      await takeScreenshot(workbench, "kubeflow preview only");
      await workbench.openFile("a_linear.py");
      await workbench.command("Notifications: Clear All Notifications");
      await workbench.command("Flowlens: Show Runs of Deployed Flow");
      await workbench.notification(/^(?!.*preview).*refuses you \(401\)/).waitFor();
    } finally {
      api.answer(null);
    }
    await workbench.command("Notifications: Clear All Notifications");
    await workbench.command("Flowlens: Show Runs of Deployed Flow");
    await workbench.notification("F is not deployed to Kubeflow Pipelines: deploy it").waitFor();
    await button(workbench, "Deploy…").waitFor();
  },
);

inFlow(
  "what is not known is asked for: a parameter, the address, and another one when that is dead",
  "argo/required_flow.py",
  async (workbench) => {
    const { page } = workbench;
    const parameter = async (): Promise<void> => {
      await page.locator(".quick-input-message", { hasText: "Parameter rate" }).waitFor();
      await workbench.quickInput().fill("0.5");
      await page.keyboard.press("Enter");
    };
    await workbench.command(title);
    await parameter();
    const box = page.locator(".quick-input-title", { hasText: "Address of Kubeflow" });
    await box.waitFor();
    await page.keyboard.press("Escape");
    await workbench.notification(/There is nothing to compare with: .* not known/).waitFor();
    await takeScreenshot(workbench, "kubeflow no address");
    await button(workbench, "Deploy…").click();
    await parameter();
    await box.waitFor();
    await workbench.quickInput().fill("http://127.0.0.1:9");
    await page.keyboard.press("Enter");
    await workbench.notification(/preview only\. Kubeflow Pipelines does not answer/).waitFor();
    await takeScreenshot(workbench, "kubeflow no server");
    await button(workbench, "Change Address…").click();
    await box.waitFor();
    await workbench.quickInput().fill(api.url);
    await page.keyboard.press("Enter");
    await parameter();
    await button(workbench, "Deploy…").click();
    assert.match(await agree(workbench), /2 steps will be/);
    await workbench.notification("RequiredFlow is deployed to Kubeflow Pipelines").waitFor();
    assert.match(api.uploads.at(-1)?.text ?? "", /RequiredFlow/);
  },
  "export METAFLOW_KUBEFLOW_PIPELINES_URL=\n",
);

inFlow(
  "a flow with a switch never reaches Metaflow",
  "deploy/a_switch_foreach.py",
  async (workbench) => {
    const calls = python.calls().length;
    await workbench.command(title);
    await workbench.notification(/Kubeflow Pipelines would refuse F/).waitFor();
    assert.deepEqual(python.calls().slice(calls), []);
  },
);
