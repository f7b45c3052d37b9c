import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Testable } from "../../extension/extension";
import { recordingFile, replayModule, type ReplayApi } from "../ui/clusterBed";
import { test } from "./tally";
import { fileUri, flowlens, open, until, workspace } from "./workbench";

const run = "1795308172153270";

/** The folder's env file leads to a server that replays a recording. */
async function withCluster(act: (api: ReplayApi, flowlens: Testable) => Promise<void>) {
  const { startReplayApi, kubeconfigFor, replayed } = await replayModule();
  const api = await startReplayApi({
    log: (pod, query) => `${query.get("container")} in ${pod}\n`,
  });
  const files = [join(workspace, "kubeconfig"), join(workspace, "cluster.env")];
  writeFileSync(files[0] ?? "", kubeconfigFor(api.url));
  writeFileSync(
    files[1] ?? "",
    `export KUBECONFIG=${files[0]}\nexport METAFLOW_KUBERNETES_NAMESPACE=jobs\n`,
  );
  const given = { namespace: "jobs", flow: "ChurnFlow", run, ago: 70 };
  for (const [kind, object] of replayed(recordingFile("fail-oom"), given)) api.put(kind, object);
  const settings = vscode.workspace.getConfiguration("flowlens", fileUri("."));
  const target = vscode.ConfigurationTarget.Workspace;
  try {
    await settings.update("envFile", "cluster.env", target);
    await act(api, await flowlens());
  } finally {
    await settings.update("envFile", undefined, target);
    await api.stop();
    for (const file of files) rmSync(file, { force: true });
  }
}

test("the cluster in use is that of the folder's env file, until another is picked", () =>
  withCluster(async (_api, { cluster: { choice } }) => {
    const file = fileUri("kubernetes_flow.py");
    const current = async (): Promise<string> => {
      const found = await choice.current(file);
      return "sentence" in found ? found.sentence : `${found.context} ${found.namespace}`;
    };
    assert.equal(await current(), "replay jobs");
    await choice.setNamespace({ context: "replay", namespace: "other" }, file);
    assert.equal(await current(), "replay other");
    await choice.setContext("replay-2", file);
    assert.equal(await current(), "replay-2 jobs", "a namespace belongs to its context");
    await choice.setContext("replay", file);
    await choice.setNamespace({ context: "replay", namespace: "jobs" }, file);
    assert.equal(await current(), "replay jobs");
  }));

test("the view Cluster watches while it is seen, and its pods' commands work", () =>
  withCluster(async (_api, { cluster: { view } }) => {
    await open("kubernetes_flow.py");
    assert.equal(view.shown, null, "nothing is asked before the view is seen");
    await vscode.commands.executeCommand("flowlens.cluster.focus");
    const pod = await until("the pod", () =>
      [...view.rows.tree.attempts.values()].find(({ state }) => state === "failed"),
    );
    assert.equal(view.title, "replay · jobs");
    assert.equal(pod.workload.reason, "OOMKilled: limit 200 MB");
    const subject = { type: "pod", key: pod.key };

    await vscode.commands.executeCommand("flowlens.showPodLog", subject);
    const log = vscode.window.activeTextEditor?.document;
    assert.equal(log?.uri.scheme, "flowlens-pod");
    assert.equal(log.getText(), `start in ${pod.workload.pod ?? ""}\n`);
    await vscode.commands.executeCommand("flowlens.showPodYaml", subject);
    const yaml = vscode.window.activeTextEditor?.document;
    assert.equal(yaml?.languageId, "yaml");
    assert.match(yaml.getText(), /^kind: Pod$/m);
    assert.doesNotMatch(yaml.getText(), /managedFields/);

    await vscode.commands.executeCommand("flowlens.copyRemedy", subject);
    assert.match(await vscode.env.clipboard.readText(), /^OOMKilled: limit 200 MB\. .*memory/);
    const event = { type: "event", key: pod.key, index: 0 };
    await vscode.commands.executeCommand("flowlens.copyEventMessage", event);
    assert.equal(await vscode.env.clipboard.readText(), pod.workload.events[0]?.message);
    await vscode.commands.executeCommand("flowlens.goToPodStep", subject);
    const { activeTextEditor: editor } = vscode.window;
    assert.equal(editor?.document.uri.toString(), fileUri("kubernetes_flow.py").toString());
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /def start/);

    await vscode.commands.executeCommand("workbench.view.explorer");
    await until("the watch's end", () => view.cluster === null);
    await vscode.commands.executeCommand("flowlens.refreshCluster");
    await until("the watch again", () => view.shown?.status.kind === "live");
    await vscode.commands.executeCommand("workbench.view.explorer");
    await until("the watch's end", () => view.cluster === null);
  }));

test("what the cluster refused is asked again: a log by its command, the watch on coming back", () =>
  withCluster(async (api, { cluster: { view } }) => {
    await open("kubernetes_flow.py");
    await vscode.commands.executeCommand("flowlens.cluster.focus");
    // Rows of the last time are there before the cluster is.
    await until("the watch", () => view.shown?.status.kind === "live");
    const pod = await until("the pod", () => [...view.rows.tree.attempts.values()][0]);
    const showsLog = (what: RegExp): Promise<unknown> =>
      until(`the log ${String(what)}`, () =>
        what.test(vscode.window.activeTextEditor?.document.getText() ?? ""),
      );
    const subject = { type: "pod", key: pod.key };
    api.answer(400);
    await vscode.commands.executeCommand("flowlens.showPodLog", subject);
    await showsLog(/refused by the test/);
    api.answer(null);
    await vscode.commands.executeCommand("flowlens.showPodLog", subject);
    await showsLog(/^start in /);

    api.answer(401);
    await until("the refusal", () => /log in to it again/.test(view.message ?? ""));
    api.answer(null);
    view.comeBack();
    await until("the watch", () => view.shown?.status.kind === "live");
    await until("no word of it", () => view.message === "");
    await vscode.commands.executeCommand("workbench.view.explorer");
  }));
