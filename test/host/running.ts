import assert from "node:assert/strict";
import { renameSync, rmSync } from "node:fs";
import * as vscode from "vscode";
import type { Testable } from "../../extension/extension";
import type { Run } from "../../extension/runs/run";
import { test } from "./tally";
import { codeOf, fileUri, flowlens, open, problems, replace, revert, until } from "./workbench";

/** Calls a command that starts a run, and waits for the end of that run. */
export async function runToEnd(api: Testable, command: string, target: object): Promise<Run> {
  const before = new Set(api.runs.service.list().map(({ key }) => key));
  await vscode.commands.executeCommand(command, target);
  const run = await until("a new run", () =>
    api.runs.service.list().find(({ key }) => !before.has(key)),
  );
  await until(`the end of ${run.state.flow}`, () => !run.active, 120);
  return run;
}

test("Run flow reaches the end, with the states of every step", async () => {
  const api = await flowlens();
  const target = { uri: fileUri("foreach_flow.py").toString(), flow: "WeatherFlow" };
  const run = await runToEnd(api, "flowlens.runFlow", target);
  assert.equal(run.state.status, "succeeded", run.output.text());
  assert.deepEqual(
    run.state.steps.map(({ name, state, tasks }) => [name, state, tasks.length]),
    [
      ["start", "succeeded", 1],
      ["average", "succeeded", 3],
      ["compare", "succeeded", 1],
      ["end", "succeeded", 1],
    ],
  );
  assert.match(run.output.text("average"), /Lisbon/);
  assert.ok(vscode.window.terminals.some(({ name }) => name === "WeatherFlow"));
});

test("Run step is fed by an earlier run and says its own lines", async () => {
  const api = await flowlens();
  const target = {
    uri: fileUri("foreach_flow.py").toString(),
    flow: "WeatherFlow",
    step: "compare",
  };
  const run = await runToEnd(api, "flowlens.runStep", target);
  assert.equal(run.state.kind, "spin");
  assert.equal(run.state.status, "succeeded", run.output.text());
  assert.match(run.facts.plan.pathspec ?? "", /^\d+\/compare\/\d+$/);
});

test("the view Runs shows runs, steps and tasks; a task opens just its log", async () => {
  const { runs } = await flowlens();
  const nodes = await runs.tree.getChildren();
  const rows = nodes.map((node) => labelOf(runs.tree.getTreeItem(node)));
  assert.ok(rows.includes("WeatherFlow") && rows.includes("WeatherFlow · compare"), rows.join());
  const node = nodes.find(
    (candidate) => labelOf(runs.tree.getTreeItem(candidate)) === "WeatherFlow",
  );
  const average = (await runs.tree.getChildren(node))[1];
  const tasks = await runs.tree.getChildren(average);
  assert.equal(tasks.length, 3);
  const { command } = runs.tree.getTreeItem(tasks[0] ?? assert.fail());
  assert.equal(command?.command, "flowlens.showLog");
  const [subject] = command.arguments as unknown[];
  await vscode.commands.executeCommand("flowlens.showLog", subject);
  const editor = vscode.window.activeTextEditor;
  assert.equal(editor?.document.uri.scheme, "flowlens-log");
  const text = editor.document.getText();
  assert.equal(text.match(/°C/g)?.length, 1, text);
});

test("a literal @kubernetes flow runs here, and says so", async () => {
  const api = await flowlens();
  const target = { uri: fileUri("kubernetes_flow.py").toString(), flow: "ChurnFlow" };
  const run = await runToEnd(api, "flowlens.runFlow", target);
  assert.equal(run.state.status, "succeeded", run.output.text());
  assert.ok(run.facts.notices.some((notice) => notice.includes("@kubernetes")));
});

test("a failed step is marked with its exception until it is edited", async () => {
  const api = await flowlens();
  const editor = await open("failing_flow.py");
  const { uri } = editor.document;
  const run = await runToEnd(api, "flowlens.runFlow", {
    uri: uri.toString(),
    flow: "RainfallFlow",
  });
  assert.equal(run.state.status, "failed");
  const row = api.runs.tree.getTreeItem({ type: "run", key: run.key });
  assert.match(
    row.accessibilityInformation?.label ?? "",
    /^RainfallFlow, failed, average: Statistics/,
  );
  const mark = await until("the mark", () =>
    vscode.languages.getDiagnostics(uri).find((one) => codeOf(one) === "run/failed"),
  );
  assert.match(mark.message, /^StatisticsError/);
  assert.match(editor.document.lineAt(mark.range.start.line).text, /def average/);
  await replace(editor, "self.city = self.input", "self.city = self.input  # checked");
  await until("no mark", () => !problems(uri).some((text) => text.endsWith("run/failed")));
  await revert();
});

test("a mark goes with its file", async () => {
  const api = await flowlens();
  const [uri, renamed] = [fileUri("marked_flow.py"), fileUri("unmarked_flow.py")];
  await vscode.workspace.fs.copy(fileUri("failing_flow.py"), uri);
  await runToEnd(api, "flowlens.runFlow", { uri: uri.toString(), flow: "RainfallFlow" });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  const marked = (): boolean => problems(uri).some((text) => text.endsWith("run/failed"));
  await until("the mark", marked);
  // As a terminal would: the editor is not asked.
  renameSync(uri.fsPath, renamed.fsPath);
  await until("no mark", () => !marked());
  await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  rmSync(renamed.fsPath);
});

test("cancelling ends a run and all its tasks", async () => {
  const api = await flowlens();
  const target = { uri: fileUri("long_running_flow.py").toString(), flow: "SourdoughFlow" };
  await vscode.commands.executeCommand("flowlens.runFlow", target);
  const run = await until("the run", () =>
    api.runs.service.list().find(({ state }) => state.flow === "SourdoughFlow"),
  );
  const pid = await until(
    "a running task",
    () => run.state.steps.find(({ name }) => name === "rise")?.tasks[0]?.pid ?? undefined,
    60,
  );
  run.cancel();
  await until("the end", () => !run.active, 30);
  assert.equal(run.state.status, "cancelled");
  assert.throws(() => process.kill(pid, 0), "its task is still there");
});

test("two runs at once do not mix", async () => {
  const api = await flowlens();
  const linear = { uri: fileUri("sample_flow.py").toString(), flow: "SampleFlow" };
  const [one, two] = await Promise.all([
    api.runs.launcher.runFlow(linear),
    api.runs.launcher.runFlow(linear),
  ]);
  await until("both ends", () => !one.active && !two.active, 120);
  for (const run of [one, two]) {
    assert.equal(run.state.status, "succeeded", run.output.text());
    assert.match(run.output.text("end"), /12 letters in all/);
    assert.ok(run.output.text().includes(run.state.runId ?? "?"));
  }
  assert.notEqual(one.state.runId, two.state.runId);
});

test("a panel draws the run it was opened for, and follows the next one", async () => {
  const api = await flowlens();
  const linear = { uri: fileUri("sample_flow.py").toString(), flow: "SampleFlow" };
  const own = (): readonly Run[] =>
    api.runs.service.list().filter(({ state }) => state.flow === linear.flow);
  const older = own().at(-1);
  assert.ok(older !== undefined && own().length > 1);
  const node = { type: "run", key: older.key };
  await vscode.commands.executeCommand("flowlens.showRunDag", node);
  const panel = api.panels.list().find(({ shown }) => shown.flow === linear.flow);
  assert.equal(panel?.run?.key, older.key);
  const next = await api.runs.launcher.runFlow(linear);
  assert.equal(panel.run.key, next.key);
  next.cancel();
  await until("its end", () => !next.active, 30);
  panel.panel.dispose();
});

function labelOf({ label }: vscode.TreeItem): string {
  return typeof label === "string" ? label : (label?.label ?? "");
}
