import * as vscode from "vscode";
import type { ClusterChoice } from "../cluster/clusterChoice";
import { views } from "../contributions";
import type { Disposables } from "../disposable";
import type { Flows } from "../flows/flows";
import { FailureMarks } from "./failureMarks";
import { Launcher } from "./launch";
import { createRunners } from "./runners";
import { RunService } from "./runService";
import { RunStorage } from "./runStorage";
import { RunTerminals } from "./runTerminal";
import { activeCount, RunTree } from "./runTree";
import { TaskLogs } from "./taskLogs";
import type { WhereChoice } from "./whereChoice";
import { WhereStatus } from "./whereStatus";

/** Everything about running. */
export interface Runs {
  readonly storage: RunStorage;
  readonly service: RunService;
  readonly launcher: Launcher;
  readonly terminals: RunTerminals;
  readonly logs: TaskLogs;
  readonly tree: RunTree;
}

/** Registers the view Runs, its logs, and the marks of failed steps. */
export function createRuns(
  context: vscode.ExtensionContext,
  flows: Flows,
  places: { readonly where: WhereChoice; readonly clusters: ClusterChoice },
  owner: Disposables,
): Runs {
  const storage = new RunStorage(context);
  const runnerFor = createRunners(context.extensionUri);
  const service = owner.add(new RunService(storage, runnerFor));
  const { pick, interpreter, store } = flows;
  const launcher = new Launcher({
    ...{ pick, interpreter, storage, runnerFor, ...places },
    runs: service,
  });
  owner.add(new WhereStatus(store, places.where, places.clusters));
  const terminals = owner.add(new RunTerminals(service));
  const logs = owner.add(new TaskLogs(service));
  const tree = owner.add(new RunTree(service));
  owner.add(new FailureMarks(store, service));
  const view = owner.add(
    vscode.window.createTreeView(views.runs, { treeDataProvider: tree, showCollapseAll: true }),
  );
  owner.add(
    view.onDidChangeVisibility(({ visible }) => {
      tree.tick(visible);
    }),
  );
  tree.tick(view.visible);
  owner.add(
    service.onDidChange(() => {
      view.badge = activeCount(service.list());
    }),
  );
  // Runs that an earlier window left going are followed again; without any, nothing is read.
  if (storage.hasRuns) void service.restore();
  return { storage, service, launcher, terminals, logs, tree };
}
