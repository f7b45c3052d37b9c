import { stateOf, mainStatus, type Evidence, type WorkloadState } from "./evidence";
import { explain } from "./explain";
import type { Job, KubeEvent, ObjectMeta, Workflow, WorkflowNode } from "./objects";
import { eventKey, type ClusterState, type Seen, type SeenPod } from "./state";
import { compareTimes, timeline, type TimelineEntry } from "./timeline";

/** One task attempt on the cluster: a Job with or without its pod, or an Argo pod. */
export interface Workload {
  readonly flow: string | null;
  readonly run: string | null;
  readonly step: string | null;
  readonly task: string | null;
  /** 0-based, as Metaflow counts. */
  readonly attempt: number | null;
  readonly namespace: string;
  readonly job: string | null;
  readonly pod: string | null;
  /** The pod's phase, null while there is none. */
  readonly phase: string | null;
  readonly state: WorkloadState;
  readonly cause: string | null;
  readonly reason: string | null;
  readonly remedy: string | null;
  readonly option: string | null;
  readonly node: string | null;
  readonly restarts: number;
  /** When the Job or pod was created, RFC 3339. */
  readonly created: string | null;
  /** Newest first. */
  readonly events: readonly TimelineEntry[];
}

interface Options {
  /** Milliseconds since the epoch, see `explain`; null for a recording. */
  readonly now?: number | null;
  /** Which pods, Jobs and Workflows are tasks. */
  readonly belongs?: (meta: ObjectMeta) => boolean;
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
  const { now = null, belongs = isTask } = options;
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
    if (belongs(job.object.meta)) found.push(ofJob(state, job, newest(own), now));
  }
  const others = [...alone, ...[...podsOfJobs.values()].map(newest)];
  for (const pod of others) {
    if (pod !== null && belongs(pod.object.meta)) found.push(ofPod(state, pod, now));
  }
  found.push(...ofNodes(state, now, belongs));
  return found.sort(newestFirst);
}

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
      one.object.meta.uid.localeCompare(other.object.meta.uid),
  );
  return order[0] ?? null;
}

function ofJob(
  state: ClusterState,
  job: Seen<Job>,
  pod: SeenPod | null,
  now: number | null,
): Workload {
  const { meta } = job.object;
  const jobEvents = eventsOf(state, "Job", meta.namespace, meta.name);
  const name = pod?.object.meta.name ?? createdPod(jobEvents);
  const podEvents = name === null ? [] : eventsOf(state, "Pod", meta.namespace, name);
  const claimEvents = claimEventsOf(state, pod);
  const evidence = { pod, job, node: null, shutdown: false, podEvents, jobEvents, claimEvents };
  return { ...described(evidence, meta, now), job: meta.name, pod: name };
}

/** Events outlive pods: the Job's own tell the name of one that was never seen. */
function createdPod(events: readonly KubeEvent[]): string | null {
  for (const { reason, message } of events) {
    const name = /^Created pod: (\S+)/.exec(message)?.[1];
    if (reason === "SuccessfulCreate" && name !== undefined) return name;
  }
  return null;
}

function ofPod(state: ClusterState, pod: SeenPod, now: number | null): Workload {
  const { meta } = pod.object;
  const workflow = workflowOf(state, meta);
  const id = meta.annotations["workflows.argoproj.io/node-id"];
  const node = workflow?.object.nodes.find((one) => one.id === id) ?? null;
  const job = meta.owners.find(({ kind }) => kind === "Job")?.name ?? null;
  const evidence = {
    pod,
    job: null,
    node,
    shutdown: workflow !== null && isStopped(workflow, node),
    podEvents: eventsOf(state, "Pod", meta.namespace, meta.name),
    jobEvents: job === null ? [] : eventsOf(state, "Job", meta.namespace, job),
    claimEvents: claimEventsOf(state, pod),
  };
  const own = described(evidence, meta, now);
  return { ...own, job, pod: meta.name, task: own.task ?? node?.taskId ?? null };
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
  state: ClusterState,
  now: number | null,
  belongs: (meta: ObjectMeta) => boolean,
): Workload[] {
  const known = new Set<string>();
  for (const { object } of state.pods.values()) {
    known.add(object.meta.annotations["workflows.argoproj.io/node-id"] ?? "");
  }
  const found: Workload[] = [];
  for (const workflow of state.workflows.values()) {
    for (const node of workflow.object.nodes) {
      if (node.type !== "Pod" || known.has(node.id)) continue;
      if (node.phase === "Omitted" || node.phase === "Skipped") continue;
      const meta = nodeMeta(workflow.object, node);
      if (belongs(meta)) found.push(ofNode(state, workflow, node, meta, now));
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
  state: ClusterState,
  workflow: Seen<Workflow>,
  node: WorkflowNode,
  meta: ObjectMeta,
  now: number | null,
): Workload {
  const events = eventsOf(state, "Workflow", meta.namespace, meta.name);
  const evidence = {
    pod: null,
    job: null,
    node,
    shutdown: isStopped(workflow, node),
    podEvents: [],
    jobEvents: [],
    claimEvents: [],
  };
  const own = events.filter(({ message }) => message.includes(`node ${node.name}:`));
  return { ...described(evidence, meta, now), task: node.taskId, events: timeline(own) };
}

function described(evidence: Evidence, meta: ObjectMeta, now: number | null): Workload {
  const { pod, podEvents, jobEvents, claimEvents } = evidence;
  const found = explain(evidence, now);
  const state = stateOf(evidence);
  return {
    ...identity(meta),
    job: null,
    pod: null,
    phase: pod?.object.phase ?? null,
    state: state === "failed" && found?.cause === "stopped" ? "stopped" : state,
    ...(found ?? { cause: null, reason: null, remedy: null, option: null }),
    node: pod?.object.node ?? null,
    restarts: (pod === null ? undefined : mainStatus(pod.object)?.restarts) ?? 0,
    created: meta.created,
    events: timeline([...podEvents, ...jobEvents, ...claimEvents]),
  };
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
  state: ClusterState,
  kind: string,
  namespace: string,
  name: string,
): readonly KubeEvent[] {
  const own = state.events.get(eventKey(kind, namespace, name));
  if (own === undefined) return [];
  return [...own.values()].sort(
    (one, other) =>
      compareTimes(other.last, one.last) ||
      (other.meta.version ?? 0) - (one.meta.version ?? 0) ||
      one.meta.uid.localeCompare(other.meta.uid),
  );
}

function claimEventsOf(state: ClusterState, pod: SeenPod | null): readonly KubeEvent[] {
  if (pod === null) return [];
  const { claims, meta } = pod.object;
  return claims.flatMap((name) => [
    ...eventsOf(state, "PersistentVolumeClaim", meta.namespace, name),
  ]);
}

/** By creation; tasks of the same second by their number. */
function newestFirst(one: Workload, other: Workload): number {
  return (
    compareTimes(other.created, one.created) ||
    (other.task ?? "").localeCompare(one.task ?? "", "en", { numeric: true }) ||
    `${one.job} ${one.pod}`.localeCompare(`${other.job} ${other.pod}`)
  );
}
