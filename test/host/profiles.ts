import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Problem } from "../../extension/problem";
import { test } from "./tally";
import { fileUri, flowlens, open, problems, until, workspace } from "./workbench";

const flow = `from metaflow import FlowSpec, kubernetes, resources, step


class PodsFlow(FlowSpec):
    @kubernetes(cpu=2, labels={"team": "ml"})
    @step
    def start(self):
        self.next(self.end)

    @resources(cpu=4)
    @kubernetes(memory=2000)
    @step
    def end(self):
        pass


if __name__ == "__main__":
    PodsFlow()
`;

const dev = "export METAFLOW_KUBERNETES_NAMESPACE=metaflow-dev\n";
const prod =
  "export METAFLOW_KUBERNETES_NAMESPACE=metaflow-prod\nMETAFLOW_KUBERNETES_SHARED_MEMORY=64\n";

async function setProfile(key: "envFile" | "profile", value: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration("flowlens", fileUri("."));
  await settings.update(key, value, vscode.ConfigurationTarget.Workspace);
}

/** The texts of the hovers at a word of the document. */
async function hoverOn(uri: vscode.Uri, text: string, word: string): Promise<string> {
  const at = text.indexOf(word);
  const lines = text.slice(0, at).split("\n");
  const position = new vscode.Position(lines.length - 1, (lines.at(-1) ?? "").length + 2);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content as vscode.MarkdownString).value)
    .join("\n");
}

async function hintsOf(uri: vscode.Uri): Promise<readonly string[]> {
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    "vscode.executeInlayHintProvider",
    uri,
    new vscode.Range(0, 0, 1000, 0),
  );
  return hints.map(({ label }) =>
    typeof label === "string" ? label : label.map(({ value }) => value).join(""),
  );
}

test("a profile decides what hovers, hints, findings and the status bar say", async () => {
  const { configuration } = await flowlens();
  await writeFile(join(workspace, "pods_flow.py"), flow);
  await writeFile(join(workspace, "dev.env"), dev);
  await writeFile(join(workspace, "prod.env"), prod);
  const uri = fileUri("pods_flow.py");
  await open("pods_flow.py");
  try {
    await setProfile("envFile", "dev.env");
    await until("the status bar", () => configuration.status.shown?.includes("dev.env") === true);
    const before = await hoverOn(uri, flow, "kubernetes(cpu");
    assert.match(before, /What the pod of `start` gets/);
    assert.match(before, /\| namespace \| `metaflow-dev` \| \[dev\.env:1\]/);
    assert.match(before, /\| cpu \| `2` \| none \|/, "Burstable has no limits");
    await until("inlay hints", async () =>
      (await hintsOf(uri)).some((one) => /^memory 4096M, python:3\.\d+$/.test(one)),
    );
    await until("findings of the text", () => problems(uri).includes("11 kubernetes/overruled"));
    assert.ok(!problems(uri).some((one) => one.endsWith("kubernetes/setting")));

    await setProfile("envFile", "prod.env");
    await until("the finding on shared memory", () =>
      problems(uri).includes("5 kubernetes/setting"),
    );
    const after = await hoverOn(uri, flow, "kubernetes(cpu");
    assert.match(after, /\| namespace \| `metaflow-prod` \| \[prod\.env:1\]/);
    assert.match(
      await hoverOn(uri, flow, "memory=2000"),
      /The pod gets `4096.0 MB`, from @resources/,
    );

    // The file itself is followed, too.
    await writeFile(join(workspace, "prod.env"), prod.replace("SHARED_MEMORY=64", "PORT=80"));
    await until("the mended env file", () => !problems(uri).includes("5 kubernetes/setting"));
  } finally {
    await setProfile("envFile", undefined);
  }
  await until(
    "the plain environment",
    () => configuration.status.shown?.includes("Plain") === true,
  );
});

test("a profile of Metaflow reaches a run, and one without a file stops it with a sentence", async () => {
  const { launcher } = (await flowlens()).runs;
  const target = { uri: fileUri("pods_flow.py").toString(), flow: "PodsFlow" };
  try {
    await setProfile("profile", "nowhere");
    const problem = await launcher.runFlow(target).then(
      () => assert.fail("it was run"),
      (error: unknown) => error as Problem,
    );
    assert.match(problem.message, /^Metaflow finds no profile nowhere: there is no config_nowhere/);
    assert.deepEqual(
      problem.remedies.map(({ title }) => title),
      ["Choose Profile"],
    );
  } finally {
    await setProfile("profile", undefined);
  }
});

test("the pod of a step is shown as YAML that follows the text", async () => {
  await mkdir(join(workspace, ".metaflow"), { recursive: true });
  const editor = await open("pods_flow.py");
  const target = { uri: fileUri("pods_flow.py").toString(), flow: "PodsFlow", step: "start" };
  await vscode.commands.executeCommand("flowlens.previewPod", target);
  const preview = await until("the preview", () =>
    vscode.workspace.textDocuments.find(({ uri }) => uri.path === "/PodsFlow.start.yaml"),
  );
  assert.equal(preview.languageId, "yaml");
  assert.match(preview.getText(), /^kind: Job$/m);
  assert.match(preview.getText(), /^ {14}cpu: "2"$/m);
  const { document } = editor;
  const at = document.positionAt(document.getText().indexOf("cpu=2") + 4);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(at, at.translate(0, 1)), "7");
  await vscode.workspace.applyEdit(edit);
  await until("the followed text", () => preview.getText().includes('cpu: "7"'));
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  for (const name of ["pods_flow.py", "dev.env", "prod.env"]) await rm(join(workspace, name));
});
