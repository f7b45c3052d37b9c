import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import * as vscode from "vscode";
import type { FlowNode } from "../../extension/flows/flowTree";
import { runToEnd } from "./running";
import { test } from "./tally";
import { fileUri, flowlens, open, revert, until } from "./workbench";

test("a flow that its file does not start has no Run Step, and its cursor runs what is built on it", async () => {
  const api = await flowlens();
  const uri = fileUri("built_on.py");
  const lines = [
    "from metaflow import FlowSpec, step",
    "class Base(FlowSpec):",
    "    @step",
    "    def start(self):",
    "        self.next(self.end)",
    "    @step",
    "    def end(self):",
    "        pass",
    "class Built(Base):",
    "    pass",
    'if __name__ == "__main__":',
    "    Built()",
    "",
  ];
  writeFileSync(uri.fsPath, lines.join("\n"));
  const editor = await open("built_on.py");
  const file = await until("the file in Flows", async () =>
    (await api.flows.tree.getChildren()).find((node) => node.uri === uri.toString()),
  );
  const [base, built] = await api.flows.tree.getChildren(file);
  const contexts = async (node: FlowNode | undefined): Promise<readonly unknown[]> =>
    (await api.flows.tree.getChildren(node)).map(
      (step) => api.flows.tree.getTreeItem(step).contextValue,
    );
  assert.deepEqual(await contexts(base), ["step", "step"]);
  assert.deepEqual(await contexts(built), ["step.runnable", "step.runnable"]);
  editor.selection = new vscode.Selection(1, 8, 1, 8);
  const target = { uri: uri.toString(), flow: "Built" };
  assert.deepEqual(await api.flows.pick.runnableFlow(undefined), target);
  assert.deepEqual(await api.flows.pick.flow(undefined), { ...target, flow: "Base" });
});

test("a run outlives its file, says that it is gone, and can be removed", async () => {
  const api = await flowlens();
  const target = { uri: fileUri("built_on.py").toString(), flow: "Built" };
  const run = await runToEnd(api, "flowlens.runFlow", target);
  assert.equal(run.state.status, "succeeded", run.output.text());
  await revert();
  const edit = new vscode.WorkspaceEdit();
  edit.renameFile(fileUri("built_on.py"), fileUri("renamed.py"));
  assert.ok(await vscode.workspace.applyEdit(edit));
  await until("another name", async () => {
    const rerun = api.runs.launcher.rerun(run.facts.plan);
    return rerun.then(
      () => assert.fail("it was run"),
      (error: unknown) => error instanceof Error && error.message.startsWith("built_on.py is gone"),
    );
  });
  const node = { type: "run", key: run.key };
  await vscode.commands.executeCommand("flowlens.removeRun", node);
  assert.equal(api.runs.service.get(run.key), undefined);
  rmSync(fileUri("renamed.py").fsPath);
});

test("Run Again runs the same, and Clear Finished Runs leaves none", async () => {
  const api = await flowlens();
  const [first] = api.runs.service.list().filter(({ state }) => state.flow === "SampleFlow");
  assert.ok(first);
  const run = await runToEnd(api, "flowlens.rerun", { type: "run", key: first.key });
  assert.equal(run.state.status, "succeeded", run.output.text());
  assert.deepEqual(run.facts.plan, first.facts.plan);
  await vscode.commands.executeCommand("flowlens.clearRuns");
  assert.deepEqual(api.runs.service.list(), []);
  assert.deepEqual(await api.runs.storage.load(), []);
});
