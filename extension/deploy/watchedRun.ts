import * as vscode from "vscode";
import { argoRun, type DrawnRun } from "../../runtime/core/cluster/argoRun";
import type * as Model from "../../runtime/core/cluster/clusterModel";
import type { RunState } from "../../runtime/core/run";
import type { ClusterInUse } from "../cluster/clusterChoice";
import type { ClusterSources, Lease } from "../cluster/clusterSource";
import type { ClusterView } from "../cluster/clusterView";
import { Disposables } from "../disposable";
import type { FlowTarget } from "../flows/target";
import type { RunElsewhere } from "../panels/runElsewhere";
import { Problem, reportFailure, unattended } from "../problem";

/** A run of a deployed flow and where it is. */
export interface WatchedFacts extends DrawnRun {
  readonly target: FlowTarget;
  readonly cluster: ClusterInUse;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** A run of a deployed flow, followed on its cluster while a panel that draws it can be seen. */
export class WatchedRun implements RunElsewhere {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  readonly place = { where: "kubernetes", step: null } as const;
  state: RunState;
  private watching: Disposables | null = null;
  private cache: Model.WorkloadCache | null = null;
  private told = false;

  constructor(
    private readonly facts: WatchedFacts,
    private readonly sources: ClusterSources,
    private readonly view: Pick<ClusterView, "reveal">,
  ) {
    this.state = argoRun(facts, null, [], facts.startedAt);
  }

  get key(): string {
    return this.facts.key;
  }

  watch(isSeen: boolean): void {
    if (!isSeen) this.rest();
    else if (this.watching === null) {
      this.watching = new Disposables();
      unattended("drawing a deployed run", this.begin(this.watching));
    }
  }

  cancel(): void {
    void vscode.commands.executeCommand("flowlens.terminateDeployed", this.facts.target);
  }

  showPods(step: string | null): void {
    const { flow, runId } = this.facts;
    if (step === null) void vscode.commands.executeCommand("flowlens.cluster.focus");
    else unattended("showPods", this.view.reveal(flow, runId, step));
  }

  dispose(): void {
    this.rest();
    this.changed.dispose();
  }

  private async begin(owner: Disposables): Promise<void> {
    const model = await import("../../runtime/core/cluster/clusterModel.js");
    if (this.watching !== owner) return;
    const lease = owner.add(this.sources.hold(this.facts.cluster));
    const update = (): void => {
      this.update(lease, model);
    };
    owner.add(lease.source.onDidChange(update));
    update();
  }

  private update({ source }: Lease, model: typeof Model): void {
    const { state, status } = source;
    const now = Date.now();
    this.cache ??= new model.WorkloadCache();
    const pods = model.workloads(state, { now, cache: this.cache });
    const name = this.facts.runId.replace(/^argo-/, "");
    const found = [...state.workflows.values()].find(({ object }) => object.meta.name === name);
    // What was seen last stays: Argo may have removed the run since.
    if (found !== undefined) this.state = argoRun(this.facts, found.object, pods, now);
    this.changed.fire();
    if (found !== undefined || this.told || !("sentence" in status)) return;
    this.told = true;
    void reportFailure("drawing a deployed run", new Problem(status.sentence));
  }

  private rest(): void {
    this.watching?.dispose();
    this.watching = null;
  }
}
