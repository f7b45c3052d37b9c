import { stateOf, mainStatus, type Evidence, type WorkloadState } from "./evidence";
import { explain } from "./explain";
import type { Job, KubeEvent, ObjectMeta, Workflow, WorkflowNode } from "./objects";
import type { ClusterState, Seen, SeenPod } from "./state";
import { compareTexts, compareTimes, timeline } from "./timeline";
import type { Workload } from "./workload";
import { WorkloadCache, type EventReader, type Judged } from "./workloadCache";

export type { Workload } from "./workload";

interface Options {
  /**
   * Milliseconds since the epoch, by which it is judged whether a waiting pod is stuck. Null: each
   * that has a cause is.
   */
  readonly now?: number | null;
  /** Whether a waiting pod has its cause at once, or only when it is stuck. */
  readonly causes?: "at-once" | "when-stuck";
  /** Which pods, Jobs and Workflows are tasks. */
  readonly belongs?: (meta: ObjectMeta) => boolean;
  /** For calls that follow each other: what has not changed is not made again. */
  readonly cache?: WorkloadCache;
}

/** Metaflow's tasks. Argo's exit hooks carry the same labels and no step. */
function isTask({ labels, annotations }: ObjectMeta): boolean {
  return (
    labels["app.kubernetes.io/part-of"] === "metaflow" &&
    annotations["metaflow/step_name"] !== undefined &&
    labels["workflows.argoproj.io/on-exit"] === undefined
  );
}

/** All task attempts that were seen, newest first. */
export function workloads(state: ClusterState, options: Options = {}): Workload[] {
  const { now = null, causes = "when-stuck", belongs = isTask } = options;
  const { cache = new WorkloadCache() } = options;
  const when = { now, causes };
  const known: Known = (key, objects, make) => cache.get(state, key, objects, when, make);
  const podsOfJobs = new Map<string, SeenPod[]>();
  const alone: SeenPod[] = [];
  for (const pod of state.pods.values()) {
    const owner = jobOf(pod);
    if (owner === null) alone.push(pod);
    else podsOfJobs.set(owner, [...(podsOfJobs.get(owner) ?? []), pod]);
  }
  const found: Workload[] = [];
  for (const job of state.jobs.values()) {
    const key = jobKey(job.object.meta);
    const own = podsOfJobs.get(key) ?? [];
    podsOfJobs.delete(key);
    if (belongs(job.object.meta)) found.push(ofJob(known, job, newest(own)));
  }
  const others = [...alone, ...[...podsOfJobs.values()].map(newest)];
  for (const pod of others) {
    if (pod !== null && belongs(pod.object.meta)) found.push(ofPod(known, state, pod));
  }
  found.push(...ofNodes(known, state, belongs));
  cache.turn();
  return found.sort(newestFirst);
}

type Known = (
  key: string,
  objects: readonly unknown[],
  make: (events: EventReader) => Judged,
) => Workload;

function jobKey({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}

function jobOf({ object: { meta } }: SeenPod): string | null {
  const owner = meta.owners.find(({ kind }) => kind === "Job")?.name;
  const name = owner ?? meta.labels["batch.kubernetes.io/job-name"] ?? meta.labels["job-name"];
  return name === undefined ? null : jobKey({ namespace: meta.namespace, name });
}

function newest(pods: readonly SeenPod[]): SeenPod | null {
  const order = pods.toSorted(
    (one, other) =>
      compareTimes(other.object.meta.created, one.object.meta.created) ||
      compareTexts(one.object.meta.uid, other.object.meta.uid),
  );
  return order[0] ?? null;
}

function ofJob(known: Known, job: Seen<Job>, pod: SeenPod | null): Workload {
  const { meta } = job.object;
  return known(`job/${meta.uid}`, [job, pod], (events) => {
    const jobEvents = eventsOf(events, "Job", meta.namespace, meta.name);
    const name = pod?.object.meta.name ?? createdPod(jobEvents);
    const podEvents = name === null ? [] : eventsOf(events, "Pod", meta.namespace, name);
    const claimEvents = claimEventsOf(events, pod);
    const evidence = { pod, job, node: null, shutdown: false, podEvents, jobEvents, claimEvents };
    return described(evidence, meta, { job: meta.name, pod: name });
  });
}

/** Events outlive pods: the Job's own tell the name of one that was never seen. */
function createdPod(events: readonly KubeEvent[]): string | null {
  for (const { reason, message } of events) {
    const name = /^Created pod: (\S+)/.exec(message)?.[1];
    if (reason === "SuccessfulCreate" && name !== undefined) return name;
  }
  return null;
}

function ofPod(known: Known, state: ClusterState, pod: SeenPod): Workload {
  const { meta } = pod.object;
  const workflow = workflowOf(state, meta);
  return known(`pod/${meta.uid}`, [pod, workflow], (events) => {
    const id = meta.annotations["workflows.argoproj.io/node-id"];
    const node = workflow?.object.nodes.find((one) => one.id === id) ?? null;
    const job = meta.owners.find(({ kind }) => kind === "Job")?.name ?? null;
    const evidence = {
      pod,
      job: null,
      node,
      shutdown: workflow !== null && isStopped(workflow, node),
      podEvents: eventsOf(events, "Pod", meta.namespace, meta.name),
      jobEvents: job === null ? [] : eventsOf(events, "Job", meta.namespace, job),
      claimEvents: claimEventsOf(events, pod),
    };
    const task = identity(meta).task ?? node?.taskId ?? null;
    return described(evidence, meta, { job, pod: meta.name, task });
  });
}

function workflowOf(state: ClusterState, meta: ObjectMeta): Seen<Workflow> | null {
  const owner = meta.owners.find(({ kind }) => kind === "Workflow");
  if (owner === undefined) return null;
  return state.workflows.get(owner.uid) ?? null;
}

function isStopped({ object, gone }: Seen<Workflow>, node: WorkflowNode | null): boolean {
  if (node?.phase === "Succeeded") return false;
  return gone || object.shutdown !== null || /shutdown with strategy/.test(node?.message ?? "");
}

/** Tasks whose pod Argo could not create (a quota), or has cleaned up: only their node is left. */
function ofNodes(
  known: Known,
  state: ClusterState,
  belongs: (meta: ObjectMeta) => boolean,
): Workload[] {
  if (state.workflows.size === 0) return [];
  const withPod = new Set<string>();
  for (const { object } of state.pods.values()) {
    withPod.add(object.meta.annotations["workflows.argoproj.io/node-id"] ?? "");
  }
  const found: Workload[] = [];
  for (const workflow of state.workflows.values()) {
    for (const node of workflow.object.nodes) {
      if (node.type !== "Pod" || withPod.has(node.id)) continue;
      if (node.phase === "Omitted" || node.phase === "Skipped") continue;
      const meta = nodeMeta(workflow.object, node);
      if (belongs(meta)) found.push(ofNode(known, workflow, node, meta));
    }
  }
  return found;
}

/** The metadata the node's pod would have. */
function nodeMeta({ meta, steps }: Workflow, node: WorkflowNode): ObjectMeta {
  const step = steps[node.template ?? ""];
  const attempt = /\((\d+)\)$/.exec(node.name)?.[1];
  return {
    ...meta,
    created: node.startedAt ?? meta.created,
    annotations: {
      ...meta.annotations,
      ...(step === undefined ? {} : { "metaflow/step_name": step }),
      ...(attempt === undefined ? {} : { "metaflow/attempt": attempt }),
    },
  };
}

function ofNode(
  known: Known,
  workflow: Seen<Workflow>,
  node: WorkflowNode,
  meta: ObjectMeta,
): Workload {
  return known(`node/${meta.uid}/${node.id}`, [workflow], (reader) => {
    const evidence = {
      pod: null,
      job: null,
      node,
      shutdown: isStopped(workflow, node),
      podEvents: [],
      jobEvents: [],
      claimEvents: [],
    };
    const events = eventsOf(reader, "Workflow", meta.namespace, meta.name);
    const own = events.filter(({ message }) => message.includes(`node ${node.name}:`));
    return described(evidence, meta, { task: node.taskId, events: timeline(own) });
  });
}

function described(evidence: Evidence, meta: ObjectMeta, more: Partial<Workload>): Judged {
  const { pod, podEvents, jobEvents, claimEvents } = evidence;
  const { explanation, from } = explain(evidence);
  const state = stateOf(evidence);
  const workload = {
    ...identity(meta),
    job: null,
    pod: null,
    phase: pod?.object.phase ?? null,
    state: shownState(state, explanation?.cause ?? null),
    ...(explanation ?? { cause: null, reason: null, remedy: null, option: null }),
    stuck: state === "pending" && explanation !== null,
    node: pod?.object.node ?? null,
    restarts: (pod === null ? undefined : mainStatus(pod.object)?.restarts) ?? 0,
    created: meta.created,
    events: timeline([...podEvents, ...jobEvents, ...claimEvents]),
    ...more,
  };
  return { workload, from };
}

/** Who is killed was stopped, as far as is known; whom the cluster takes away nobody has stopped. */
function shownState(state: WorkloadState, cause: string | null): WorkloadState {
  if (state === "failed" && cause === "stopped") return "stopped";
  return state === "stopped" && (cause === "evicted" || cause === "node-lost") ? "failed" : state;
}

function identity({
  annotations,
  labels,
  namespace,
}: ObjectMeta): Pick<Workload, "flow" | "run" | "step" | "task" | "attempt" | "namespace"> {
  const value = (name: string): string | null => annotations[`metaflow/${name}`] ?? null;
  const attempt = Number(value("attempt") ?? Number.NaN);
  return {
    flow: value("flow_name"),
    run: value("run_id"),
    step: value("step_name"),
    task: value("task_id") ?? parallelTask(value("control-task-id"), labels),
    attempt: Number.isInteger(attempt) ? attempt : null,
    namespace,
  };
}

/** @parallel: the control task's id, and its workers' made of it, as Metaflow does in the pod. */
function parallelTask(control: string | null, labels: ObjectMeta["labels"]): string | null {
  if (control === null || labels["jobset.sigs.k8s.io/replicatedjob-name"] !== "worker") {
    return control;
  }
  return `${control}-worker-${labels["jobset.sigs.k8s.io/job-index"] ?? "?"}`;
}

/** The object's events, newest first. */
function eventsOf(
  events: EventReader,
  kind: string,
  namespace: string,
  name: string,
): readonly KubeEvent[] {
  const own = events.of(kind, namespace, name);
  if (own === undefined) return [];
  return [...own.values()].sort(
    (one, other) =>
      compareTimes(other.last, one.last) ||
      (other.meta.version ?? 0) - (one.meta.version ?? 0) ||
      compareTexts(one.meta.uid, other.meta.uid),
  );
}

function claimEventsOf(events: EventReader, pod: SeenPod | null): readonly KubeEvent[] {
  if (pod === null) return [];
  const { claims, meta } = pod.object;
  return claims.flatMap((name) => [
    ...eventsOf(events, "PersistentVolumeClaim", meta.namespace, name),
  ]);
}

/** One for all: making one takes longer than many comparisons. */
const numbers = new Intl.Collator("en", { numeric: true });

/** By creation; tasks of the same second by their number. */
function newestFirst(one: Workload, other: Workload): number {
  return (
    compareTimes(other.created, one.created) ||
    numbers.compare(other.task ?? "", one.task ?? "") ||
    numbers.compare(`${one.job} ${one.pod}`, `${other.job} ${other.pod}`)
  );
}
