import * as vscode from "vscode";
import type { WatchStatus } from "../../runtime/cluster/watch";
import { emptyCluster } from "../../runtime/core/cluster/state";
import { setContext } from "../context";
import { views } from "../contributions";
import { Debounced, Disposables, OneAtATime } from "../disposable";
import { Problem } from "../problem";
import { onSettings } from "../settings";
import type { ClusterChoice, ClusterInUse } from "./clusterChoice";
import type { ClusterSources, Lease, ShownCluster } from "./clusterSource";
import { ClusterRows } from "./clusterTree";
import type { TaskLabels } from "./taskLabels";

/** How often ages and grace periods are looked at; milliseconds. */
const TICK = 5000;
/** A drop that is over sooner is not worth a word; milliseconds. */
const PATIENCE = 3000;

/** The view Cluster: watches while it is seen, and says in a sentence when it can't. */
export class ClusterView implements vscode.Disposable {
  private readonly owner = new Disposables();
  readonly rows: ClusterRows;
  private readonly view: vscode.TreeView<unknown>;
  private lease: Lease | null = null;
  private listening: vscode.Disposable | null = null;
  private none: ShownCluster | null = null;
  private clock: NodeJS.Timeout | undefined;
  private grace: NodeJS.Timeout | undefined;
  private unwell: number | null = null;
  private readonly follow = new OneAtATime(() => this.open());
  private readonly again = this.owner.add(
    new Debounced(100, () => {
      if (this.view.visible) void this.follow.call();
    }),
  );

  constructor(
    private readonly choice: ClusterChoice,
    private readonly sources: ClusterSources,
    labels: TaskLabels,
  ) {
    this.rows = this.owner.add(new ClusterRows(() => this.shown, labels));
    this.view = this.owner.add(
      vscode.window.createTreeView(views.cluster, {
        treeDataProvider: this.rows,
        showCollapseAll: true,
      }),
    );
    this.listen();
    if (this.view.visible) void this.follow.call();
  }

  /** The cluster that is looked at; null while the view is hidden or there is none. */
  get cluster(): ClusterInUse | null {
    return this.lease?.source.cluster ?? null;
  }

  get shown(): ShownCluster | null {
    return this.lease?.source ?? this.none;
  }

  /** The folder whose cluster is shown: that of the active editor where there are several. */
  get scope(): vscode.Uri | undefined {
    const active = vscode.window.activeTextEditor?.document.uri;
    const folder = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active);
    return folder?.uri;
  }

  /** The sentence above the rows. */
  get message(): string | undefined {
    return this.view.message;
  }

  /** The context and namespace in the title. */
  get title(): string | undefined {
    return this.view.description;
  }

  /** Reads the kubeconfig again and begins the watch anew, where the user sees it. */
  async retry(): Promise<void> {
    if (!this.view.visible) await vscode.commands.executeCommand(`${views.cluster}.focus`);
    this.lease?.source.stop();
    this.release();
    await this.follow.call();
  }

  /** The window has the focus again. */
  comeBack(): void {
    this.lease?.source.revive();
    this.again.call();
  }

  /** Opens the view at a step's pods; a run may need a moment until its pods are listed. */
  async reveal(flow: string, run: string, step: string): Promise<void> {
    await vscode.commands.executeCommand(`${views.cluster}.focus`);
    await this.follow.call();
    await this.shown?.answered;
    this.rows.update();
    const node = this.rows.find(flow, run, step);
    if (node === undefined)
      throw new Problem(`The cluster shows no pod of ${step} in run ${run} (any more).`);
    await this.view.reveal(node, { select: true, focus: true, expand: true });
  }

  dispose(): void {
    clearInterval(this.clock);
    clearTimeout(this.grace);
    this.release();
    this.owner.dispose();
  }

  private listen(): void {
    const again = (): void => {
      this.again.call();
    };
    this.owner.add(
      // `kubectl config use-context`, a login: done elsewhere, before the user comes back here.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.comeBack();
      }),
    );
    this.owner.add(
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) void this.follow.call();
        else this.hide();
      }),
    );
    this.owner.add(this.choice.onDidChange(again));
    this.owner.add(onSettings(["envFile", "profile"], again));
    this.owner.add(vscode.window.onDidChangeActiveTextEditor(again));
    this.owner.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        if (this.view.visible) void this.retry();
      }),
    );
  }

  /** Watches the cluster in use, unless that is watched already. */
  private async open(): Promise<void> {
    const found = await this.choice.current(this.scope);
    if (!this.view.visible) return;
    if ("sentence" in found) {
      this.release();
      const status: WatchStatus = { kind: "stopped", sentence: found.sentence };
      const answered = Promise.resolve();
      const isNew = JSON.stringify(this.none?.status) !== JSON.stringify(status);
      this.none = { state: emptyCluster, status, answered, isKnown: false };
      if (isNew) this.draw(true);
      return;
    }
    // A cluster that gave up is not begun anew by each look: it may ask the user to log in.
    if (this.sources.of(found) !== this.lease?.source) {
      this.release();
      const lease = this.sources.hold(found);
      this.lease = lease;
      this.listening = lease.source.onDidChange(() => {
        this.draw(false);
      });
      this.draw(true);
    }
    clearInterval(this.clock);
    this.clock = setInterval(() => {
      this.draw(false);
    }, TICK);
  }

  private hide(): void {
    clearInterval(this.clock);
    clearTimeout(this.grace);
    this.release();
    this.view.badge = undefined;
    setContext("flowlens.clusterLive", false);
  }

  private release(): void {
    this.listening?.dispose();
    this.listening = null;
    this.lease?.dispose();
    this.lease = null;
    this.none = null;
    this.unwell = null;
  }

  private draw(all: boolean): void {
    const cluster = this.cluster;
    this.view.description = cluster === null ? "" : `${cluster.context} · ${cluster.namespace}`;
    this.view.message = this.sentence() ?? "";
    // That there are no tasks is said once the cluster has told so.
    setContext("flowlens.clusterLive", this.shown?.status.kind === "live");
    this.rows.update(all);
    const waits = [...this.rows.tree.attempts.values()].filter(({ state }) => state === "queued");
    const value = waits.length;
    const tooltip = value === 1 ? "1 pod waits" : `${value} pods wait`;
    this.view.badge = value === 0 ? undefined : { value, tooltip };
    this.drawWhenDue();
  }

  /** A pod is called stuck at the moment when it counts as that, if the clock comes later. */
  private drawWhenDue(): void {
    clearTimeout(this.grace);
    const due = (this.rows.nextChange ?? Infinity) - Date.now();
    if (this.lease === null || due >= TICK) return;
    this.grace = setTimeout(() => {
      this.draw(false);
    }, due + 1);
  }

  /** What is to be said above the rows; null: all is well, or may be in a moment. */
  private sentence(): string | null {
    const { shown } = this;
    if (shown === null) return null;
    const { status } = shown;
    if (status.kind === "live") {
      this.unwell = null;
      return status.missing.length === 0 ? null : status.missing.join(" ");
    }
    if (status.kind === "stopped") return status.sentence;
    this.unwell ??= Date.now();
    if (status.kind === "connecting") return null;
    const hasRows = this.rows.tree.flows.length > 0;
    if (hasRows && Date.now() - this.unwell < PATIENCE) return null;
    return `${status.sentence} Flowlens tries again by itself.`;
  }
}
