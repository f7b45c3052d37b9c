import type { KubeEvent } from "./objects";
import { eventKey, type ClusterState } from "./state";
import type { Workload } from "./workload";

/** A workload with its cause, and from when on it counts as stuck for it (0: at once). */
export interface Judged {
  readonly workload: Workload;
  readonly from: number;
}

type Events = ReadonlyMap<string, KubeEvent>;

/** Reads events of one state and remembers which: what was made of them holds while they do. */
export class EventReader {
  readonly read = new Map<string, Events | undefined>();

  constructor(private readonly state: ClusterState) {}

  of(kind: string, namespace: string, name: string): Events | undefined {
    const key = eventKey(kind, namespace, name);
    const found = this.state.events.get(key);
    this.read.set(key, found);
    return found;
  }
}

interface Entry {
  readonly objects: readonly unknown[];
  readonly read: ReadonlyMap<string, Events | undefined>;
  readonly judged: Judged;
  /** As it is while the grace lasts: without its cause, or with it. */
  readonly early: Readonly<Record<When["causes"], Workload>>;
}

/** See the options of `workloads`. */
interface When {
  readonly now: number | null;
  readonly causes: "at-once" | "when-stuck";
}

/**
 * Keeps workloads from one call of `workloads` to the next: a burst of changes touches few of
 * thousands. The same input gives the very same object again.
 */
export class WorkloadCache {
  private kept = new Map<string, Entry>();
  private used = new Map<string, Entry>();

  /** `objects` and the events read decide whether `make` is called again. */
  get(
    state: ClusterState,
    key: string,
    objects: readonly unknown[],
    { now, causes }: When,
    make: (events: EventReader) => Judged,
  ): Workload {
    const known = this.kept.get(key);
    const entry =
      known !== undefined && isCurrent(known, state, objects) ? known : made(state, objects, make);
    this.used.set(key, entry);
    return now !== null && now < entry.judged.from ? entry.early[causes] : entry.judged.workload;
  }

  /** To be called when all workloads were asked for: the others are forgotten. */
  turn(): void {
    this.kept = this.used;
    this.used = new Map();
  }

  /** When the next grace ends, and with it what is to be shown changes; null when none does. */
  nextGraceAt(now: number): number | null {
    let next: number | null = null;
    for (const { judged } of this.kept.values()) {
      if (judged.from > now && (next === null || judged.from < next)) next = judged.from;
    }
    return next;
  }
}

function isCurrent(
  { objects, read }: Entry,
  state: ClusterState,
  now: readonly unknown[],
): boolean {
  if (objects.length !== now.length || objects.some((one, i) => one !== now[i])) return false;
  for (const [key, events] of read) if (state.events.get(key) !== events) return false;
  return true;
}

function made(
  state: ClusterState,
  objects: readonly unknown[],
  make: (events: EventReader) => Judged,
): Entry {
  const events = new EventReader(state);
  const judged = make(events);
  const nothing = { cause: null, reason: null, remedy: null, option: null };
  const { workload, from } = judged;
  const told = from > 0 ? { ...workload, stuck: false } : workload;
  const hidden = from > 0 ? { ...told, ...nothing } : workload;
  return { objects, read: events.read, judged, early: { "at-once": told, "when-stuck": hidden } };
}
