import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { commandIds } from "../../extension/contributions";
import type { FlowNode } from "../../extension/flows/flowTree";
import { test } from "./tally";
import {
  fileUri,
  flowlens,
  lensCommands,
  lenses,
  open,
  problems,
  replace,
  revert,
  until,
  workspace,
} from "./workbench";

const steps = `from metaflow import FlowSpec, step

class Found(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass

if __name__ == "__main__":
    Found()
`;

test("every command is registered", async () => {
  await flowlens();
  const registered = new Set(await vscode.commands.getCommands(true));
  for (const id of commandIds) assert.ok(registered.has(id), id);
});

test("lenses stand above the class and each step", async () => {
  await flowlens();
  const { document } = await open("linear_flow.py");
  const lines = document.getText().split("\n");
  const expected = lines.flatMap((line, index) => {
    if (line.startsWith("class "))
      return ["Run flow", "Show DAG", "Deploy"].map((title) => `${index + 1} ${title}`);
    return line.trim() === "@step" ? [`${index + 1} Run step`] : [];
  });
  assert.ok(expected.length > 3);
  assert.deepEqual(await lenses(document.uri), expected);
});

test("an inherited step is run as the flow that can be run, from lens and cursor", async () => {
  const { flows } = await flowlens();
  const inherited = (calls: string): string =>
    steps
      .replace(
        "if __name__",
        "class SubA(Found):\n    pass\n\nclass SubB(Found):\n    pass\n\nif __name__",
      )
      .replace("    Found()\n", calls);
  const file = join(workspace, "inherited_flows.py");
  writeFileSync(file, inherited("    SubA()\n    SubB()\n"));
  const editor = await open("inherited_flows.py");
  const { uri } = editor.document;
  const runStep = async (): Promise<readonly string[]> =>
    (await lenses(uri)).filter((title) => title.startsWith("4 "));
  assert.deepEqual(await runStep(), ["4 Run step (SubA)", "4 Run step (SubB)"]);
  await replace(editor, "    SubB()\n", "");
  assert.deepEqual(await runStep(), ["4 Run step"]);
  editor.selection = new vscode.Selection(5, 0, 5, 0);
  const { flow, step } = await flows.pick.step(undefined);
  assert.deepEqual([flow, step], ["SubA", "start"]);
  await revert();
  rmSync(file);
});

test("lenses stay while a step is half-typed", async () => {
  const editor = await open("linear_flow.py");
  const before = (await lenses(editor.document.uri)).length;
  await replace(editor, "self.next(", "self.next((");
  assert.equal((await lenses(editor.document.uri)).length, before);
  await revert();
});

test("a setting switches each lens off", async () => {
  const { document } = await open("linear_flow.py");
  const settings = vscode.workspace.getConfiguration("flowlens", document.uri);
  await settings.update("codeLens.runStep", false, vscode.ConfigurationTarget.Workspace);
  await until("no Run step", async () => {
    const shown = await lenses(document.uri);
    return shown.length === 3 && shown.every((title) => !title.includes("Run step"));
  });
  await settings.update("codeLens.runStep", undefined, vscode.ConfigurationTarget.Workspace);
});

test("the lens Deploy follows the deploy target", async () => {
  const { document } = await open("linear_flow.py");
  const settings = vscode.workspace.getConfiguration("flowlens", document.uri);
  const folder = vscode.ConfigurationTarget.Workspace;
  const deploy = (): Promise<readonly string[]> => lensCommands(document.uri, "Deploy");
  assert.deepEqual(await deploy(), ["flowlens.deployToArgo"]);
  await settings.update("deployTarget", "kubeflow", folder);
  await until("Kubeflow", async () => (await deploy()).includes("flowlens.deployToKubeflow"));
  await settings.update("deployTarget", "airflow", folder);
  await until("no lens", async () => (await deploy()).length === 0);
  await settings.update("deployTarget", undefined, folder);
  await settings.update("codeLens.deploy", false, folder);
  await until("switched off", async () => (await deploy()).length === 0);
  await settings.update("codeLens.deploy", undefined, folder);
});

test("unsaved text is checked while it is typed", async () => {
  const editor = await open("linear_flow.py");
  const { uri } = editor.document;
  assert.deepEqual(problems(uri), []);
  await replace(editor, "self.next(self.", "self.next(self.nowhere_");
  const [problem] = await until("a finding", () => {
    const found = problems(uri);
    return found.some((text) => text.endsWith("graph/unknown-step")) && found;
  });
  assert.ok(problem);
  assert.ok(editor.document.isDirty);
  await revert();
});

test("a finding links to its rule and can be mended or ignored", async () => {
  const { document } = await open("broken_kubernetes_options.py");
  await until("findings", () => problems(document.uri).length > 0);
  const diagnostics = vscode.languages.getDiagnostics(document.uri);
  const wrong = diagnostics.find(({ message }) => message.includes("did you mean"));
  assert.ok(wrong);
  assert.ok(typeof wrong.code === "object" && wrong.code.target.scheme === "command");
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    wrong.range,
  );
  const [first] = actions;
  assert.ok(first?.isPreferred && first.edit !== undefined);
  assert.ok(actions.some(({ title }) => title.startsWith("Ignore ")));
  const before = problems(document.uri).length;
  assert.ok(await vscode.workspace.applyEdit(first.edit));
  await until("one finding less", () => problems(document.uri).length === before - 1);
  await revert();
});

test("a rule can be silenced by a setting", async () => {
  const { document } = await open("broken_kubernetes_options.py");
  await until("findings", () => problems(document.uri).length > 0);
  const [first = ""] = problems(document.uri);
  const rule = first.split(" ")[1] ?? "";
  const settings = vscode.workspace.getConfiguration("flowlens", document.uri);
  await settings.update("rules", { [rule]: "off" }, vscode.ConfigurationTarget.Workspace);
  await until("it is gone", () => !problems(document.uri).some((text) => text.endsWith(rule)));
  await settings.update("rules", undefined, vscode.ConfigurationTarget.Workspace);
  await revert();
});

test("the view Flows lists files, flows and steps with their types", async () => {
  const { flows } = await flowlens();
  const files = await flows.tree.getChildren();
  const labels = files.map((node) => vscode.Uri.parse(node.uri).path.split("/").at(-1));
  assert.ok(labels.includes("foreach_flow.py"), labels.join());
  assert.deepEqual(labels, [...labels].sort());
  const file = files.find(({ uri }) => uri.endsWith("/foreach_flow.py"));
  const [flow] = await flows.tree.getChildren(file);
  assert.equal(flow?.type, "flow");
  const rows = (await flows.tree.getChildren(flow)).map((node) => flows.tree.getTreeItem(node));
  assert.deepEqual(
    rows.map(({ label, description }) => [label, description]),
    [
      ["start", "foreach"],
      ["average", ""],
      ["compare", "join"],
      ["end", "end"],
    ],
  );
});

test("a click on a step goes to its line", async () => {
  await flowlens();
  const target = {
    uri: fileUri("foreach_flow.py").toString(),
    flow: "WeatherFlow",
    step: "compare",
  };
  await vscode.commands.executeCommand("flowlens.openFlow", target);
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  assert.match(editor.document.lineAt(editor.selection.active).text, /def compare/);
});

test("new flow files appear, environments and ignored files do not", async () => {
  const { flows } = await flowlens();
  const names = async (): Promise<string> =>
    (await flows.tree.getChildren()).map((node: FlowNode) => node.uri).join();
  mkdirSync(join(workspace, "deep", "env"), { recursive: true });
  writeFileSync(join(workspace, "deep", "env", "pyvenv.cfg"), "");
  writeFileSync(join(workspace, "deep", "env", "in_env.py"), steps);
  writeFileSync(join(workspace, "deep", "found.py"), steps);
  await until("deep/found.py", async () => (await names()).includes("deep/found.py"));
  assert.ok(!(await names()).includes("in_env.py"));
  writeFileSync(join(workspace, ".gitignore"), "deep/\n");
  await until("ignored", async () => !(await names()).includes("deep/found.py"));
  rmSync(join(workspace, ".gitignore"));
  await until("back", async () => (await names()).includes("deep/found.py"));
  rmSync(join(workspace, "deep"), { recursive: true });
  await until("gone", async () => !(await names()).includes("deep/found.py"));
});

test("the sample flow is written, opened and sound", async () => {
  await flowlens();
  await vscode.commands.executeCommand("flowlens.createSampleFlow");
  const editor = await until("the sample", () => {
    const active = vscode.window.activeTextEditor;
    return active?.document.uri.path.endsWith("/sample_flow.py") === true && active;
  });
  assert.ok((await lenses(editor.document.uri)).length > 4);
  assert.deepEqual(problems(editor.document.uri), []);
});
