import type { Job, KubeEvent, ObjectMeta, Pod, Workflow } from "./objects";
import type { ClusterChange, Listed, PodChange } from "./podChange";

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
export function advance(state: ClusterState, change: ClusterChange): ClusterState {
  return advanceAll(state, [change]);
}

/**
 * The state after all the changes. Duplicates and late arrivals (an older `resourceVersion`)
 * change nothing; a deletion is final; events that expire on the cluster stay. After a fresh list
 * (`LISTED`) what it lacks is gone, its causes kept.
 */
export function advanceAll(state: ClusterState, changes: readonly ClusterChange[]): ClusterState {
  if (changes.length === 0) return state;
  const draft: Draft = {
    pods: new Map(state.pods),
    jobs: new Map(state.jobs),
    workflows: new Map(state.workflows),
    events: new Map(state.events),
    touched: new Map(),
  };
  for (const change of changes) {
    if (change.type !== "LISTED") apply(draft, change, false);
    else applyList(draft, change);
  }
  const { pods, jobs, workflows, events } = draft;
  return { pods, jobs, workflows, events };
}

interface Draft {
  readonly pods: Map<string, SeenPod>;
  readonly jobs: Map<string, Seen<Job>>;
  readonly workflows: Map<string, Seen<Workflow>>;
  readonly events: Map<string, ReadonlyMap<string, KubeEvent>>;
  /** The inner maps of `events` that are this draft's own. */
  readonly touched: Map<string, Map<string, KubeEvent>>;
}

/** `listed`: it is how the object is now, even if its version is lower (a restored cluster). */
function apply(draft: Draft, change: PodChange, listed: boolean): void {
  const gone = change.type === "DELETED";
  const { uid } = change.object.meta;
  switch (change.kind) {
    case "pod": {
      const known = draft.pods.get(uid);
      const waits = withWaits(known?.waits ?? new Map(), change.object);
      draft.pods.set(uid, { ...newer(known, change.object, gone, listed), waits });
      break;
    }
    case "job":
      draft.jobs.set(uid, newer(draft.jobs.get(uid), change.object, gone, listed));
      break;
    case "workflow":
      draft.workflows.set(uid, newer(draft.workflows.get(uid), change.object, gone, listed));
      break;
    case "event":
      if (!gone) addEvent(draft.events, draft.touched, change.object);
  }
}

function applyList(draft: Draft, { kind, namespace, objects }: Listed): void {
  for (const one of objects) apply(draft, one, true);
  if (kind === "event") return;
  const present = new Set(objects.map(({ object }) => object.meta.uid));
  const isMissing = ({ object: { meta }, gone }: Seen<{ readonly meta: ObjectMeta }>): boolean =>
    !gone && !present.has(meta.uid) && (namespace === null || meta.namespace === namespace);
  const known = { pod: draft.pods, job: draft.jobs, workflow: draft.workflows }[kind] as Map<
    string,
    Seen<{ readonly meta: ObjectMeta }>
  >;
  for (const [uid, seen] of known) {
    if (isMissing(seen)) known.set(uid, { ...seen, gone: true });
  }
}

function newer<T extends { readonly meta: ObjectMeta }>(
  known: Seen<T> | undefined,
  object: T,
  gone: boolean,
  listed: boolean,
): Seen<T> {
  if (known === undefined) return { object, gone };
  const kept = !listed && isOlder(object.meta, known.object.meta) ? known.object : object;
  return { object: kept, gone: gone || known.gone };
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
