import type { Job, KubeEvent, ObjectMeta, Pod, Workflow } from "./objects";
import { eventKey, type ClusterState, type Seen } from "./state";
import { timeOf } from "./timeline";

/** A state cut down, and the runs left out of it. */
export interface Kept {
  readonly state: ClusterState;
  /** `flow/run` of each. */
  readonly left: readonly string[];
}

/**
 * The newest runs alone, and those that have not ended: Jobs stay on a cluster for seven days after
 * their end, far more than one looks at. The same state when there are no more runs than `most`.
 */
export function keepNewestRuns(state: ClusterState, most: number): Kept {
  const runs = new Map<string, Run>();
  for (const { object, gone } of state.pods.values())
    note(runs, object.meta, gone || podEnded(object));
  for (const { object, gone } of state.jobs.values())
    note(runs, object.meta, gone || jobEnded(object));
  for (const { object, gone } of state.workflows.values()) {
    note(runs, object.meta, gone || workflowEnded(object));
  }
  const ended = [...runs].filter(([, { isOver }]) => isOver);
  const room = Math.max(0, most - (runs.size - ended.length));
  const left = ended
    .sort(([, one], [, other]) => other.newest - one.newest)
    .slice(room)
    .map(([key]) => key);
  if (left.length === 0) return { state, left };
  return { state: without(state, new Set(left)), left };
}

interface Run {
  /** When its newest object was made; milliseconds since the epoch. */
  newest: number;
  isOver: boolean;
}

function note(runs: Map<string, Run>, meta: ObjectMeta, isOver: boolean): void {
  const key = runOf(meta);
  const created = timeOf(meta.created);
  const known = runs.get(key);
  if (known === undefined) runs.set(key, { newest: created, isOver });
  else {
    known.newest = Math.max(known.newest, created);
    known.isOver &&= isOver;
  }
}

function runOf({ annotations, name, namespace }: ObjectMeta): string {
  const flow = annotations["metaflow/flow_name"] ?? "";
  // A Workflow is its run: Metaflow puts `argo-` before its name.
  const run = annotations["metaflow/run_id"] ?? `argo-${name}`;
  return `${namespace}/${flow}/${run}`;
}

function podEnded({ phase }: Pod): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

/** One stopped while it waited has no end: Metaflow sets its parallelism to 0 and leaves it. */
function jobEnded({ conditions, parallelism }: Job): boolean {
  const isDone = conditions.some(
    ({ type, status }) => (type === "Complete" || type === "Failed") && status === "True",
  );
  return isDone || parallelism === 0;
}

function workflowEnded({ phase }: Workflow): boolean {
  return phase === "Succeeded" || phase === "Failed" || phase === "Error";
}

function without(state: ClusterState, runs: ReadonlySet<string>): ClusterState {
  const dropped = new Set<string>();
  const rest = <S extends Seen<{ readonly meta: ObjectMeta }>>(
    kind: string,
    all: ReadonlyMap<string, S>,
  ): Map<string, S> => {
    const kept = new Map<string, S>();
    for (const [uid, one] of all) {
      const { meta } = one.object;
      if (runs.has(runOf(meta))) dropped.add(eventKey(kind, meta.namespace, meta.name));
      else kept.set(uid, one);
    }
    return kept;
  };
  const pods = rest("Pod", state.pods);
  const jobs = rest("Job", state.jobs);
  const workflows = rest("Workflow", state.workflows);
  const events = new Map<string, ReadonlyMap<string, KubeEvent>>();
  for (const [key, own] of state.events) if (!dropped.has(key)) events.set(key, own);
  return { pods, jobs, workflows, events };
}
