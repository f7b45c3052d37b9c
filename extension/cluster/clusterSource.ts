import { homedir } from "node:os";
import * as vscode from "vscode";
import type { Connection } from "../../runtime/cluster/connection";
import type { WatchStatus } from "../../runtime/cluster/watch";
import { advanceAll, emptyCluster, type ClusterState } from "../../runtime/core/cluster/state";
import { Disposables, Throttled, type Disposable } from "../disposable";
import { describeError, log } from "../log";
import type { ClusterInUse } from "./clusterChoice";

/** What the Cluster view draws: a watched cluster, or the sentence why there is none. */
export interface ShownCluster {
  readonly state: ClusterState;
  readonly status: WatchStatus;
  /** Settles once there is something to draw. */
  readonly answered: Promise<void>;
  /** Whether there is a cluster at all. */
  readonly isKnown: boolean;
}

/** A program that asks the user to log in may not pop up at each look at the window; milliseconds. */
const BETWEEN_LOGINS = 10_000;

/** At most so often the view hears of changes; milliseconds. */
const REFRESH = 250;

/** One namespace of one context: listed and watched for as long as somebody wants it. */
export class ClusterSource implements ShownCluster, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(new vscode.EventEmitter<void>());
  private readonly announce = this.owner.add(
    new Throttled(REFRESH, () => {
      this.changed.fire();
    }),
  );
  private control: AbortController | null = null;
  private connected: Promise<Connection> | null = null;
  private settle: () => void = () => undefined;
  private revived = Number.NEGATIVE_INFINITY;
  readonly isKnown = true;
  /** Its state or status is another one. */
  readonly onDidChange = this.changed.event;
  state: ClusterState = emptyCluster;
  status: WatchStatus = { kind: "connecting" };
  answered: Promise<void> = Promise.resolve();

  constructor(readonly cluster: ClusterInUse) {}

  /** Not when it gave up: then it waits for whoever wants it next. */
  get watching(): boolean {
    return this.control !== null && this.status.kind !== "stopped";
  }

  /** Begins to watch, or begins anew; what was seen before stays. */
  start(): void {
    this.stop();
    this.connected = null;
    const control = new AbortController();
    this.control = control;
    this.answered = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.tell({ kind: "connecting" });
    void this.watch(control.signal);
  }

  /**
   * Begins anew, by the kubeconfig as it is by now, when the cluster could not be had: the user may
   * have logged in, or started it at another address.
   */
  revive(): void {
    const { kind } = this.status;
    if (this.control === null || kind === "live" || kind === "connecting") return;
    if (kind === "stopped" && Date.now() - this.revived < BETWEEN_LOGINS) return;
    this.revived = Date.now();
    this.start();
  }

  stop(): void {
    this.control?.abort();
    this.control = null;
    this.settle();
  }

  /** The connection by which single objects are asked for; made on first use. */
  connection(): Promise<Connection> {
    this.connected ??= connectTo(this.cluster).catch((error: unknown) => {
      // The next one who asks tries again: the kubeconfig may have been corrected.
      this.connected = null;
      throw error;
    });
    return this.connected;
  }

  dispose(): void {
    this.stop();
    this.owner.dispose();
  }

  private async watch(signal: AbortSignal): Promise<void> {
    const { namespace, context } = this.cluster;
    try {
      const connection = await this.connection();
      const { watchCluster } = await import("../../runtime/cluster/kubernetes.js");
      await watchCluster({
        ...{ connection, namespace, signal },
        onChange: (changes) => {
          this.state = advanceAll(this.state, changes);
          this.announce.call();
        },
        onStatus: (status) => {
          if (!signal.aborted) this.tell(status);
        },
      });
    } catch (error) {
      if (signal.aborted) return;
      log().warn(`the cluster of ${context} cannot be watched: ${describeError(error)}`);
      const sentence = error instanceof Error ? error.message : String(error);
      this.tell({ kind: "stopped", sentence });
    }
  }

  private tell(status: WatchStatus): void {
    if ("sentence" in status && !("sentence" in this.status))
      log().warn(`cluster of ${this.cluster.context}: ${status.sentence}`);
    this.status = status;
    if (status.kind !== "connecting") this.settle();
    this.announce.call();
  }
}

/** Loads the Kubernetes client and prepares a connection; credential programs run where that is trusted. */
async function connectTo({ context, environment }: ClusterInUse): Promise<Connection> {
  const { connect } = await import("../../runtime/cluster/kubernetes.js");
  const allowExec = vscode.workspace.isTrusted;
  return connect({ environment, home: homedir(), context, allowExec });
}

/** So many clusters that nobody looks at any more are remembered. */
const IDLE_KEPT = 3;

/** A watched cluster for as long as it is held. */
export interface Lease extends Disposable {
  readonly source: ClusterSource;
}

/** The clusters that are watched: one watch each, however many look at it. */
export class ClusterSources implements vscode.Disposable {
  private readonly sources = new Map<string, { source: ClusterSource; holders: number }>();

  /** Watches until the lease is disposed of; what was seen last is kept for the next holder. */
  hold(cluster: ClusterInUse): Lease {
    const entry = this.entry(cluster);
    entry.holders++;
    if (!entry.source.watching) entry.source.start();
    let held = true;
    return {
      source: entry.source,
      dispose: () => {
        if (!held) return;
        held = false;
        entry.holders--;
        if (entry.holders === 0) entry.source.stop();
      },
    };
  }

  /** A cluster to ask for single objects, watched or not. */
  of(cluster: ClusterInUse): ClusterSource {
    return this.entry(cluster).source;
  }

  dispose(): void {
    for (const { source } of this.sources.values()) source.dispose();
    this.sources.clear();
  }

  private entry(cluster: ClusterInUse): { source: ClusterSource; holders: number } {
    const { context, namespace, environment } = cluster;
    const key = [context, namespace, environment["KUBECONFIG"] ?? ""].join("\u0000");
    const entry = this.sources.get(key) ?? { source: new ClusterSource(cluster), holders: 0 };
    // The one used last is the last: what was looked at long ago is forgotten, connection and all.
    this.sources.delete(key);
    this.sources.set(key, entry);
    const idle = [...this.sources].filter(([, one]) => one !== entry && one.holders === 0);
    for (const [old, { source }] of idle.slice(0, Math.max(0, idle.length - IDLE_KEPT))) {
      this.sources.delete(old);
      source.dispose();
    }
    return entry;
  }
}
