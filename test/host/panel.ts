import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "./tally";
import { fileUri, flowlens, open, until } from "./workbench";

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
