import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { promisify } from "node:util";
import { takeScreenshot } from "../../ui/scenario";
import { root, waitFor, type KubeObject } from "./bed";
import {
  deploying,
  dialog,
  seenByArgo,
  startDeployBed,
  templateNamed,
  workflows,
  type DeployBed,
} from "./deployBed";

let bed: DeployBed;

before(async () => {
  bed = await startDeployBed();
  const flow = join(root, "test/flows/argo/train_flow.py");
  const args = ["-u", flow, "--no-pylint", "argo-workflows", "create"];
  const env = { ...process.env, ...bed.env };
  await promisify(execFile)(bed.s3.python, args, { cwd: bed.folder, env });
});
after(() => bed.stop());

const metaflowLabels = {
  "app.kubernetes.io/part-of": "metaflow",
  "app.kubernetes.io/name": "metaflow-flow",
};

interface Annotated {
  readonly annotations: Readonly<Record<string, string>>;
}

/** Puts an object in the place of the one it was made of. */
async function replace(object: object): Promise<void> {
  const file = join(bed.folder, "object.json");
  writeFileSync(file, JSON.stringify(object));
  await bed.cluster.kubectl(["replace", "-f", file]);
}

deploying(
  "a deployed flow is triggered, and its run looked at and ended",
  () => bed,
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
    const [run] = items;
    assert.ok(run !== undefined);
    const { spec } = await templateNamed(bed, "trainflow");
    const node = (name: string, template: string, more: object): object => {
      const id = `${run.metadata.name ?? ""}-${name.length}`;
      const startedAt = run.metadata["creationTimestamp"];
      return { [id]: { id, name, type: "Pod", templateName: template, startedAt, ...more } };
    };
    const parameters = [{ name: "num-splits", value: "[0, 1]" }];
    const finishedAt = new Date().toISOString();
    const seen = seenByArgo(run, annotations, "1/4");
    const nodes = {
      ...node("start", "start", { phase: "Succeeded", finishedAt, outputs: { parameters } }),
      ...node("train(0)", "train", { phase: "Pending", message: "ErrImagePull: no such image" }),
    };
    const status = { ...(seen["status"] as object), nodes, storedWorkflowTemplateSpec: spec };
    await replace({ ...seen, status });
    await workbench.command("Flowlens: Show Runs of Deployed Flow");
    await workbench.quickRow(`argo-${name}`).click();
    await workbench.quickRow("Show in DAG").click();
    await workbench.node("start", "succeeded").waitFor();
    await workbench.node("train", "ErrImagePull").waitFor();
    await takeScreenshot(workbench, "deployed run in the DAG");
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
  "a flow that is deployed under two names is triggered and ended under the one that is chosen",
  () => bed,
  ["argo/train_flow.py"],
  async (workbench) => {
    const { annotations } = (await templateNamed(bed, "trainflow"))
      .metadata as KubeObject["metadata"] & Annotated;
    await bed.cluster.api.create({
      apiVersion: "argoproj.io/v1alpha1",
      kind: "WorkflowTemplate",
      metadata: { name: "nightly", namespace: "default", labels: metaflowLabels, annotations },
      spec: { templates: [] },
    });
    await workbench.command("Flowlens: Trigger Deployed Flow");
    await workbench.quickRow("nightly").click();
    await workbench.quickRow("Trigger").click();
    await workbench.notification(/TrainFlow was triggered: argo-nightly-/).waitFor();
    const [run] = (await bed.cluster.api.get(workflows)).items.filter(({ metadata }) =>
      /^nightly-/.test(metadata.name ?? ""),
    );
    assert.ok(run !== undefined);
    await replace(seenByArgo(run, annotations, "0/1"));
    // To look at runs and to end one takes the cluster alone.
    const settings = join(workbench.folder, ".vscode");
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(workbench.folder, "bare.env"), "METAFLOW_DATASTORE_SYSROOT_S3=\n");
    writeFileSync(join(settings, "settings.json"), `{"flowlens.envFile": "bare.env"}`);
    await waitFor("The environment file", async () => {
      await workbench.command("Notifications: Clear All Notifications");
      await workbench.command("Flowlens: Trigger Deployed Flow");
      const refused = workbench.notification(/Deploying needs a remote datastore/);
      return refused.waitFor({ timeout: 5000 }).then(
        () => true,
        () => workbench.page.keyboard.press("Escape").then(() => false),
      );
    });
    const calls = bed.python.calls().length;
    await workbench.command("Flowlens: Terminate Run of Deployed Flow");
    await workbench.quickRow("nightly").click();
    await workbench.quickRow(run.metadata.name ?? "").click();
    await dialog(workbench).getByRole("button", { name: "Terminate" }).click();
    await workbench.notification(/argo-nightly-\S+ was terminated/).waitFor();
    const asked = bed.python.calls().slice(calls);
    assert.match(asked.at(-1) ?? "", /argo-workflows --name nightly terminate argo-nightly-/);
    const ended = await bed.cluster.api.get(`${workflows}/${run.metadata.name ?? ""}`);
    assert.match(JSON.stringify(ended), /"shutdown":"Terminate"/);
    await bed.cluster.kubectl(["delete", "workflowtemplate", "nightly"]);
  },
);
