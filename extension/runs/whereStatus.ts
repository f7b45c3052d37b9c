import * as vscode from "vscode";
import { whereNames } from "../../runtime/core/where";
import type { ClusterChoice } from "../cluster/clusterChoice";
import { Disposables, Debounced } from "../disposable";
import type { FlowStore } from "../flows/flowStore";
import type { WhereChoice } from "./whereChoice";
import { whereIcons } from "./whereLook";

/** Where the flows of the active editor run, in the status bar beside its interpreter. */
export class WhereStatus implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly item = this.owner.add(
    vscode.window.createStatusBarItem("flowlens.where", vscode.StatusBarAlignment.Right, 99),
  );
  private readonly later = this.owner.add(
    new Debounced(50, () => {
      void this.update();
    }),
  );

  constructor(
    private readonly store: FlowStore,
    private readonly where: WhereChoice,
    private readonly clusters: ClusterChoice,
  ) {
    this.item.name = "Flowlens: Where Flows Run";
    this.item.command = "flowlens.chooseWhere";
    const update = (): void => {
      this.later.call();
    };
    this.owner.add(vscode.window.onDidChangeActiveTextEditor(update));
    this.owner.add(store.onDidChange(update));
    this.owner.add(where.onDidChange(update));
    this.owner.add(clusters.onDidChange(update));
    update();
  }

  dispose(): void {
    this.owner.dispose();
  }

  private async update(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const flows = document === undefined ? null : this.store.read(document);
    if (document === undefined || flows === null || flows.flows.length === 0) {
      this.item.hide();
      return;
    }
    const where = this.where.of(document.uri);
    const word = where === "here" ? "Runs here" : whereNames[where];
    this.item.text = `$(${whereIcons[where]}) ${word}`;
    this.item.tooltip = `Flows of this folder run ${where === "docker" ? "in Docker" : "on this machine"}. Click to choose.`;
    this.item.show();
    if (where !== "kubernetes") return;
    const cluster = await this.clusters.current(document.uri);
    // Another editor may be active by now.
    if (vscode.window.activeTextEditor?.document !== document) return;
    this.item.tooltip =
      "sentence" in cluster
        ? cluster.sentence
        : `Flows of this folder run on Kubernetes: context ${cluster.context}, namespace ${cluster.namespace}. Click to choose.`;
    if (!("sentence" in cluster)) this.item.text += ` ${cluster.context}`;
  }
}
