import { watchCluster, type RawChange, type WatchStatus } from "../../../runtime/cluster/watch";
import type { Timing } from "../../../runtime/cluster/watchKind";
import type { Connection, Resource } from "../../../runtime/cluster/connection";
import type { ClusterChange } from "../../../runtime/core/cluster/podChange";
import { advanceAll, emptyCluster, type ClusterState } from "../../../runtime/core/cluster/state";
import { workloads, type Workload } from "../../../runtime/core/cluster/workloads";

/** Quick, so that tests need not wait; the idle limit is long unless a test is about it. */
export const quick: Partial<Timing> = {
  ...{ batch: 10, firstRetry: 20, longestRetry: 60, shortest: 0 },
  ...{ watchFor: 60_000, eventsFor: 60_000, idleLimit: 60_000 },
};

/** A watch and all that it told. */
export class Watching {
  state: ClusterState = emptyCluster;
  readonly statuses: WatchStatus[] = [];
  readonly batches: (readonly ClusterChange[])[] = [];
  readonly raw: RawChange[] = [];
  readonly ended: Promise<void>;
  private readonly control = new AbortController();

  constructor(connection: Connection, timing: Partial<Timing> = quick, namespace = "ml") {
    this.ended = watchCluster({
      ...{ connection, namespace, timing, signal: this.control.signal },
      onChange: (changes) => {
        this.batches.push(changes);
        this.state = advanceAll(this.state, changes);
      },
      onStatus: (status) => {
        this.statuses.push(status);
      },
      onRaw: (_kind: Resource, changes) => {
        this.raw.push(...changes);
      },
    });
  }

  get status(): WatchStatus | undefined {
    return this.statuses.at(-1);
  }

  get workloads(): Workload[] {
    return workloads(this.state);
  }

  /** Names of the pods that were not seen to go. */
  get pods(): string[] {
    const present = [...this.state.pods.values()].filter(({ gone }) => !gone);
    return present.map(({ object }) => object.meta.name).sort();
  }

  async stop(): Promise<void> {
    this.control.abort();
    await this.ended;
  }
}

/** Waits until something holds; its text is told when it never does. */
export async function until(what: () => boolean, limit = 20_000): Promise<void> {
  const end = Date.now() + limit;
  while (!what()) {
    if (Date.now() > end) throw new Error(`never: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
