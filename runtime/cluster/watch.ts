import { EventSieve } from "../core/cluster/eventSieve";
import type { Json } from "../core/cluster/json";
import { readChanges, type ClusterChange, type PodChange } from "../core/cluster/podChange";
import { isClusterError, type Connection, type Resource, type WatchEvent } from "./connection";
import { usualTiming, watchKind, type KindStatus, type Timing } from "./watchKind";

/** How the connection is, for the user. */
export type WatchStatus =
  | { readonly kind: "connecting" }
  /** `missing`: a sentence for each kind of objects that the user may not see. */
  | { readonly kind: "live"; readonly missing: readonly string[] }
  /** `at`: when it is tried again, milliseconds since the epoch. */
  | { readonly kind: "retrying"; readonly at: number; readonly sentence: string }
  /** It will not be tried again by itself. */
  | { readonly kind: "stopped"; readonly sentence: string };

/** An object as the API sent it, for a recording. */
export interface RawChange {
  readonly kind: Resource;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Json;
}

export interface ClusterWatch {
  readonly connection: Connection;
  readonly namespace: string;
  /** Ends it; nothing is told after that. */
  readonly signal: AbortSignal;
  /** Changes that came close together. */
  readonly onChange: (changes: readonly ClusterChange[]) => void;
  readonly onStatus: (status: WatchStatus) => void;
  /** What `onChange` is told, as the API sent it; of a list, all objects at once. */
  readonly onRaw?: (kind: Resource, changes: readonly RawChange[], isList: boolean) => void;
  readonly timing?: Partial<Timing>;
}

/** Metaflow marks all that it creates. */
const LABELS = "app.kubernetes.io/part-of=metaflow";

const KINDS = ["jobs", "pods", "workflows", "events"] as const;
type Kind = (typeof KINDS)[number];

/** The kinds as recordings and `readChanges` name them. */
const OBJECTS: Readonly<Record<Kind, PodChange["kind"]>> = {
  jobs: "job",
  pods: "pod",
  workflows: "workflow",
  events: "event",
};

/**
 * Watches Metaflow's pods and Jobs, their events, and Argo's Workflows where the cluster has them,
 * until the signal ends it or the cluster can't be watched at all (status `stopped`).
 */
export async function watchCluster(watch: ClusterWatch): Promise<void> {
  const control = new AbortController();
  const end = (): void => {
    control.abort();
  };
  watch.signal.addEventListener("abort", end, { once: true });
  if (watch.signal.aborted) end();
  const timing = { ...usualTiming, ...watch.timing };
  const outlet = new Outlet(watch, timing.batch);
  const board = new StatusBoard(watch);
  const { connection, namespace } = watch;
  const loops = KINDS.map((resource) =>
    watchKind({
      ...{ connection, namespace, resource, timing, signal: control.signal },
      labels: resource === "events" ? "" : LABELS,
      onList: (objects) => {
        outlet.list(resource, objects);
      },
      onEvent: (event) => {
        outlet.event(resource, event);
      },
      onStatus: (status) => {
        if (control.signal.aborted) return;
        // What was listed comes before the word that all is there.
        outlet.flush();
        if (board.set(resource, status)) end();
      },
    }),
  );
  try {
    await Promise.all(loops);
  } catch (error) {
    if (!control.signal.aborted) {
      end();
      outlet.flush();
      watch.onStatus({ kind: "stopped", sentence: sentenceOf(error) });
    }
    if (!isClusterError(error)) throw error;
  } finally {
    end();
    await Promise.allSettled(loops);
    outlet.close();
    watch.signal.removeEventListener("abort", end);
  }
}

function sentenceOf(error: unknown): string {
  return isClusterError(error)
    ? error.message
    : "The cluster can't be watched: an error in Flowlens, see its log.";
}

interface Arrival {
  readonly change: ClusterChange;
  readonly kind: Kind;
  readonly raw: readonly RawChange[];
}

/** Collects what the watches say and tells it in batches. */
class Outlet {
  private readonly sieve = new EventSieve<Arrival>();
  private pending: Arrival[] = [];
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly watch: ClusterWatch,
    private readonly batch: number,
  ) {}

  list(kind: Kind, objects: readonly Json[]): void {
    const own = objects.flatMap((object) => this.arrivals(kind, "ADDED", object));
    // Events that are no longer listed have expired; what they told stays.
    if (kind === "events") this.add(own);
    else {
      const listed = own.map(({ change }) => change).filter((one) => one.type !== "LISTED");
      const { namespace } = this.watch;
      const change = { type: "LISTED", kind: OBJECTS[kind], namespace, objects: listed } as const;
      this.add([{ change, kind, raw: own.flatMap(({ raw }) => raw) }]);
    }
  }

  event(kind: Kind, { type, object }: WatchEvent): void {
    if (type !== "BOOKMARK") this.add(this.arrivals(kind, type, object));
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const passed = this.sieve.pass(this.pending);
    this.pending = [];
    if (passed.length === 0) return;
    const { onRaw } = this.watch;
    if (onRaw !== undefined) {
      for (const { kind, raw, change } of passed) onRaw(kind, raw, change.type === "LISTED");
    }
    this.watch.onChange(passed.map(({ change }) => change));
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.pending = [];
  }

  private arrivals(kind: Kind, type: RawChange["type"], object: Json): Arrival[] {
    // The items of a list do not say of what kind they are.
    const [change] = readChanges({ type, kind: OBJECTS[kind], object });
    if (change === undefined) return [];
    return [{ change, kind, raw: this.watch.onRaw === undefined ? [] : [{ kind, type, object }] }];
  }

  private add(arrivals: readonly Arrival[]): void {
    this.pending.push(...arrivals);
    this.timer ??= setTimeout(() => {
      this.flush();
    }, this.batch);
  }
}

/** The statuses of the kinds, told as one. */
class StatusBoard {
  private readonly kinds = new Map<Kind, KindStatus>();
  private told = "";

  constructor(private readonly watch: ClusterWatch) {}

  /** True when there is nothing left to watch. */
  set(kind: Kind, status: KindStatus): boolean {
    this.kinds.set(kind, status);
    const whole = this.whole();
    const text = JSON.stringify(whole);
    if (text !== this.told) this.watch.onStatus(whole);
    this.told = text;
    return whole.kind === "stopped";
  }

  private whole(): WatchStatus {
    const all = [...this.kinds.values()];
    const tasks = [this.kinds.get("pods"), this.kinds.get("jobs")];
    const lost = tasks.filter((one) => one?.kind === "denied" || one?.kind === "absent");
    if (lost.length === tasks.length) return { kind: "stopped", sentence: lostSentence(tasks) };
    const retrying = all.filter((one) => one.kind === "retrying");
    const soonest = retrying.toSorted((one, other) => one.at - other.at)[0];
    if (soonest !== undefined) return soonest;
    const isConnecting = KINDS.some((kind) => {
      const status = this.kinds.get(kind)?.kind ?? "connecting";
      return status === "connecting";
    });
    if (isConnecting) return { kind: "connecting" };
    const denied = all.filter((one) => one.kind === "denied");
    return { kind: "live", missing: denied.map(({ sentence }) => sentence) };
  }
}

function lostSentence(tasks: readonly (KindStatus | undefined)[]): string {
  const denied = tasks.find((one) => one?.kind === "denied");
  return denied?.sentence ?? "This server knows no pods: it is no Kubernetes API server.";
}
