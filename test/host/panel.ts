import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { test } from "./tally";
import { fileUri, flowlens, open, replace, revert, until, workspace } from "./workbench";

const panelTabs = (): readonly vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith("flowlens.dag"),
    );

test("Show DAG opens one panel per flow, beside the text", async () => {
  await flowlens();
  const editor = await open("branch_flow.py");
  const target = { uri: fileUri("branch_flow.py").toString(), flow: "ForecastFlow" };
  await vscode.commands.executeCommand("flowlens.showDag", target);
  const [tab] = await until("the panel", () => panelTabs().length > 0 && panelTabs());
  assert.equal(tab?.label, "ForecastFlow");
  assert.notEqual(tab.group.viewColumn, editor.viewColumn);
  await vscode.commands.executeCommand("flowlens.showDag", target);
  assert.equal(panelTabs().length, 1);
  await vscode.window.tabGroups.close([...panelTabs()]);
});

const flowText = (name: string): string => `
class ${name}(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;

test("a panel follows one of several flows when it is renamed", async () => {
  const { panels } = await flowlens();
  const text = `from metaflow import FlowSpec, step\n${flowText("First")}${flowText("Second")}`;
  writeFileSync(join(workspace, "two_flows.py"), text);
  const editor = await open("two_flows.py");
  const target = { uri: editor.document.uri.toString(), flow: "Second" };
  await vscode.commands.executeCommand("flowlens.showDag", target);
  await until("the drawing", () => panels.list().some(({ drawn }) => drawn === "Second"));
  await replace(editor, "class Second", "class Renamed");
  await until("the new name", () => panelTabs().some(({ label }) => label === "Renamed"));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  await revert();
  await vscode.window.tabGroups.close([...panelTabs()]);
  rmSync(join(workspace, "two_flows.py"));
});
