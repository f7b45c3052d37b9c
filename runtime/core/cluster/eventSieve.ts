import type { KubeEvent, ObjectMeta } from "./objects";
import type { ClusterChange, PodChange } from "./podChange";
import { eventKey } from "./state";

/** A change on its way, perhaps with more that belongs to it. */
export interface Arrival {
  readonly change: ClusterChange;
}

/** What events can be about that concerns a task. */
const KINDS = new Set(["Pod", "Job", "PersistentVolumeClaim", "Workflow"]);

/**
 * Lets events pass that are about Metaflow's objects: a namespace's watch tells everybody's. An
 * event may come before its object does (they are different watches), so others wait a while:
 * as many as `room`, the oldest go first.
 */
export class EventSieve<T extends Arrival> {
  private readonly known = new Set<string>();
  private readonly waiting = new Map<string, T[]>();
  private count = 0;

  constructor(private readonly room = 5000) {}

  /** Those of the arrivals that concern a task, and events that waited for them. */
  pass(arrivals: readonly T[]): T[] {
    const passed: T[] = [];
    for (const arrival of arrivals) {
      const { change } = arrival;
      if (change.type !== "LISTED" && change.kind === "event") {
        this.passEvent(arrival, change.object, passed);
        continue;
      }
      passed.push(arrival);
      for (const one of change.type === "LISTED" ? change.objects : [change]) {
        for (const key of keysOf(one)) this.learn(key, passed);
      }
    }
    return passed;
  }

  private passEvent(arrival: T, event: KubeEvent, passed: T[]): void {
    if (!KINDS.has(event.kind)) return;
    const key = eventKey(event.kind, event.meta.namespace, event.name);
    if (!this.known.has(key)) {
      this.wait(key, arrival);
      return;
    }
    passed.push(arrival);
    // The pod of a known Job, even when it went before its own watch could tell of it.
    const pod = /^Created pod: (\S+)/.exec(event.message)?.[1];
    if (pod !== undefined) this.learn(eventKey("Pod", event.meta.namespace, pod), passed);
  }

  private learn(key: string, passed: T[]): void {
    if (this.known.has(key)) return;
    this.known.add(key);
    const waited = this.waiting.get(key);
    if (waited === undefined) return;
    this.waiting.delete(key);
    this.count -= waited.length;
    for (const one of waited) {
      if (one.change.type !== "LISTED" && one.change.kind === "event") {
        this.passEvent(one, one.change.object, passed);
      }
    }
  }

  private wait(key: string, arrival: T): void {
    const own = this.waiting.get(key) ?? [];
    own.push(arrival);
    // Set anew, so that the objects longest unheard of come first.
    this.waiting.delete(key);
    this.waiting.set(key, own);
    this.count++;
    for (const [oldest, events] of this.waiting) {
      if (this.count <= this.room) return;
      this.waiting.delete(oldest);
      this.count -= events.length;
    }
  }
}

/** The objects whose events tell of this one: itself, its Job, and the claims it mounts. */
function keysOf(change: PodChange): string[] {
  const { meta } = change.object;
  const key = (kind: string, name: string): string => eventKey(kind, meta.namespace, name);
  switch (change.kind) {
    case "pod":
      return [
        key("Pod", meta.name),
        ...jobsOf(meta).map((name) => key("Job", name)),
        ...change.object.claims.map((name) => key("PersistentVolumeClaim", name)),
      ];
    case "job":
      return [key("Job", meta.name)];
    case "workflow":
      return [key("Workflow", meta.name)];
    case "event":
      return [];
  }
}

function jobsOf({ owners }: ObjectMeta): string[] {
  return owners.filter(({ kind }) => kind === "Job").map(({ name }) => name);
}
