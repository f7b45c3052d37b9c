import * as vscode from "vscode";
import type * as Model from "../../runtime/core/cluster/clusterModel";
import { podEvents } from "../../runtime/core/cluster/podEvents";
import { Disposables } from "../disposable";
import type { Run } from "../runs/run";
import type { RunService } from "../runs/runService";
import type { ClusterChoice } from "./clusterChoice";
import type { ClusterSources, Lease } from "./clusterSource";

/** A pod's end may be told after its run's; milliseconds. */
const AFTERWARDS = 20_000;
/** Grace periods pass without an event; milliseconds. */
const TICK = 5000;

/**
 * Tells the runs on Kubernetes what their pods do: why one waits, why it failed. Their namespaces
 * are watched for as long as they go on, whether or not the view Cluster is seen.
 */
export class RunPods implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly watched = new Map<string, Watched>();

  constructor(
    private readonly choice: ClusterChoice,
    private readonly sources: ClusterSources,
    private readonly runs: RunService,
  ) {
    this.owner.add(
      runs.onDidChange((changed) => {
        for (const run of changed) this.see(run);
      }),
    );
  }

  dispose(): void {
    for (const one of this.watched.values()) one.dispose();
    this.watched.clear();
    this.owner.dispose();
  }

  private see(run: Run): void {
    const known = this.watched.get(run.key);
    if (known !== undefined) known.tell();
    else if (run.active && run.facts.plan.cluster !== undefined) void this.watch(run);
  }

  private async watch(run: Run): Promise<void> {
    const { plan } = run.facts;
    const one = new Watched(run, this.runs, () => {
      this.watched.delete(run.key);
    });
    this.watched.set(run.key, one);
    const environment = await this.choice.environment(vscode.Uri.parse(plan.uri)).catch(() => null);
    if (environment === null || plan.cluster === undefined) return;
    const model = await import("../../runtime/core/cluster/clusterModel.js");
    if (this.watched.has(run.key))
      one.begin(this.sources.hold({ ...plan.cluster, environment }), model);
  }
}

class Watched {
  private readonly owner = new Disposables();
  private lease: Lease | null = null;
  private model: typeof Model | null = null;
  private cache: Model.WorkloadCache | null = null;
  private ending = false;
  private readonly clock = setInterval(() => {
    this.tell();
  }, TICK);

  constructor(
    private readonly run: Run,
    private readonly runs: RunService,
    private readonly ended: () => void,
  ) {}

  begin(lease: Lease, model: typeof Model): void {
    this.model = model;
    this.lease = this.owner.add(lease);
    this.owner.add(
      lease.source.onDidChange(() => {
        this.tell();
      }),
    );
    this.tell();
  }

  /** Tells the run what its state does not say yet. */
  tell(): void {
    const { run, lease, model } = this;
    if (lease !== null && model !== null) {
      const now = Date.now();
      this.cache ??= new model.WorkloadCache();
      const all = model.workloads(lease.source.state, { now, cache: this.cache });
      const events = podEvents(run.state, all, now);
      if (events.length > 0) this.runs.tell(run, events);
    }
    if (run.active || this.ending) return;
    this.ending = true;
    const timer = setTimeout(() => {
      this.dispose();
    }, AFTERWARDS);
    this.owner.add({
      dispose: () => {
        clearTimeout(timer);
      },
    });
  }

  dispose(): void {
    clearInterval(this.clock);
    this.owner.dispose();
    this.ended();
  }
}
