import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { test } from "./tally";
import { fileUri, flowlens, open, problems, replace, revert, until, workspace } from "./workbench";

test("the env files of the examples are clean, and a slip in one is underlined and mended", async () => {
  await flowlens();
  const editor = await open("dev.env");
  const { uri } = editor.document;
  await replace(editor, "MEMORY=4096", "MEMORY=4Gi");
  await until("a finding", () => problems(uri).join() === "5 config/number");
  const [diagnostic] = vscode.languages.getDiagnostics(uri);
  assert.ok(diagnostic);
  const [fix] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    uri,
    diagnostic.range,
  );
  assert.ok(fix?.edit !== undefined);
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
  await until("no finding", () => problems(uri).length === 0);
  assert.match(editor.document.getText(), /MEMORY=4295$/m);
  await revert();
});

test("a rule of env files follows the settings", async () => {
  await flowlens();
  const editor = await open("prod.env");
  const { uri } = editor.document;
  await replace(editor, "QOS=Guaranteed", "QOS=BestEffort");
  await until("a finding", () => problems(uri).length === 1);
  const settings = vscode.workspace.getConfiguration("flowlens", uri);
  const target = vscode.ConfigurationTarget.Workspace;
  await settings.update("rules", { "config/choice": "off" }, target);
  await until("it is gone", () => problems(uri).length === 0);
  await settings.update("rules", undefined, target);
  await until("it is back", () => problems(uri).length === 1);
  await revert();
});

test("names, values and hovers are there in env files", async () => {
  await flowlens();
  const editor = await open("dev.env");
  const { document } = editor;
  const end = document.positionAt(document.getText().length);
  assert.ok(
    await editor.edit((edit) => {
      edit.insert(end, "METAFLOW_KUBERNETES_QOS=");
    }),
  );
  const complete = async (column: number): Promise<readonly vscode.CompletionItem[]> => {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      end.translate(0, column),
    );
    return list.items;
  };
  const named = (await complete(8)).find(({ label }) => label === "METAFLOW_KUBERNETES_MEMORY");
  assert.equal(named?.detail, "number of MB, 4096 by default");
  const values = (await complete(24)).map(({ label }) => label);
  assert.ok(values.includes("Burstable") && values.includes("Guaranteed"));
  const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    end.translate(0, 3),
  );
  const [shown] = hover?.contents ?? [];
  assert.ok(shown instanceof vscode.MarkdownString);
  assert.match(shown.value, /METAFLOW_KUBERNETES_QOS/);
  await revert();
});

test("Metaflow's config file is checked, other files of its name are not", async () => {
  await flowlens();
  const folder = join(workspace, ".metaflowconfig");
  mkdirSync(folder);
  const text = '{\n  "KUBERNETES_NAMESPACE": "a"\n}\n';
  writeFileSync(join(folder, "config_prod.json"), text);
  writeFileSync(join(workspace, "config.json"), text);
  const { document } = await open(".metaflowconfig/config_prod.json");
  await until("a finding", () => problems(document.uri).join() === "2 config/prefix");
  await revert();
  await open("config.json");
  await revert();
  assert.deepEqual(problems(fileUri("config.json")), []);
  rmSync(folder, { recursive: true });
  rmSync(join(workspace, "config.json"));
});
