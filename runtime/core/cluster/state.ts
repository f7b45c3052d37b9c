import type { Job, KubeEvent, ObjectMeta, Pod, Workflow } from "./objects";
import type { PodChange } from "./podChange";

/** An object with what is remembered of it: it stays after its deletion, its causes too. */
export interface Seen<T> {
  readonly object: T;
  readonly gone: boolean;
}

export interface SeenPod extends Seen<Pod> {
  /** The last message of each reason it ever waited for: some later reasons say less. */
  readonly waits: ReadonlyMap<string, Wait>;
}

interface Wait {
  readonly message: string | null;
  readonly version: number;
}

/** All that watches have said, by uid; `events` first by `kind/namespace/name` of their object. */
export interface ClusterState {
  readonly pods: ReadonlyMap<string, SeenPod>;
  readonly jobs: ReadonlyMap<string, Seen<Job>>;
  readonly workflows: ReadonlyMap<string, Seen<Workflow>>;
  readonly events: ReadonlyMap<string, ReadonlyMap<string, KubeEvent>>;
}

export const emptyCluster: ClusterState = {
  pods: new Map(),
  jobs: new Map(),
  workflows: new Map(),
  events: new Map(),
};

/** A Job over quota gets a new event with every try, for days. */
const EVENTS_KEPT = 200;

/** The state after one change; for many at once use `advanceAll`. */
export function advance(state: ClusterState, change: PodChange): ClusterState {
  return advanceAll(state, [change]);
}

/**
 * The state after all the changes. Duplicates and late arrivals (an older `resourceVersion`)
 * change nothing; a deletion is final; events that expire on the cluster stay.
 */
export function advanceAll(state: ClusterState, changes: readonly PodChange[]): ClusterState {
  if (changes.length === 0) return state;
  const pods = new Map(state.pods);
  const jobs = new Map(state.jobs);
  const workflows = new Map(state.workflows);
  const events = new Map(state.events);
  const touched = new Map<string, Map<string, KubeEvent>>();
  for (const change of changes) {
    const gone = change.type === "DELETED";
    switch (change.kind) {
      case "pod": {
        const known = pods.get(change.object.meta.uid);
        const waits = withWaits(known?.waits ?? new Map(), change.object);
        pods.set(change.object.meta.uid, { ...newer(known, change.object, gone), waits });
        break;
      }
      case "job":
        jobs.set(
          change.object.meta.uid,
          newer(jobs.get(change.object.meta.uid), change.object, gone),
        );
        break;
      case "workflow": {
        const known = workflows.get(change.object.meta.uid);
        workflows.set(change.object.meta.uid, newer(known, change.object, gone));
        break;
      }
      case "event":
        if (!gone) addEvent(events, touched, change.object);
    }
  }
  return { pods, jobs, workflows, events };
}

function newer<T extends { readonly meta: ObjectMeta }>(
  known: Seen<T> | undefined,
  object: T,
  gone: boolean,
): Seen<T> {
  if (known === undefined) return { object, gone };
  return {
    object: isOlder(object.meta, known.object.meta) ? known.object : object,
    gone: gone || known.gone,
  };
}

function isOlder(one: ObjectMeta, other: ObjectMeta): boolean {
  return one.version !== null && other.version !== null && one.version < other.version;
}

function withWaits(known: ReadonlyMap<string, Wait>, pod: Pod): ReadonlyMap<string, Wait> {
  const version = pod.meta.version ?? 0;
  let waits: Map<string, Wait> | null = null;
  for (const { state } of pod.statuses) {
    if (state.kind !== "waiting" || state.reason === null) continue;
    const before = known.get(state.reason);
    if (before !== undefined && before.version > version) continue;
    waits ??= new Map(known);
    waits.set(state.reason, { message: state.message ?? before?.message ?? null, version });
  }
  return waits ?? known;
}

export function eventKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

function addEvent(
  events: Map<string, ReadonlyMap<string, KubeEvent>>,
  touched: Map<string, Map<string, KubeEvent>>,
  event: KubeEvent,
): void {
  const key = eventKey(event.kind, event.meta.namespace, event.name);
  const own = touched.get(key) ?? new Map(events.get(key) ?? []);
  const known = own.get(event.meta.uid);
  if (known !== undefined && isOlder(event.meta, known.meta)) return;
  own.set(event.meta.uid, event);
  if (own.size > EVENTS_KEPT) own.delete(oldest(own));
  touched.set(key, own);
  events.set(key, own);
}

function oldest(events: ReadonlyMap<string, KubeEvent>): string {
  let found = "";
  let time = "";
  for (const [uid, event] of events) {
    const last = event.last ?? "";
    if (found !== "" && last >= time) continue;
    found = uid;
    time = last;
  }
  return found;
}
