import { fields, items, text, texts, whole, type Json } from "./json";
import type {
  Condition,
  ContainerSpec,
  ContainerState,
  ContainerStatus,
  Job,
  KubeEvent,
  ObjectMeta,
  Pod,
  Workflow,
  WorkflowNode,
} from "./objects";

/** The metadata of an object, or null when it has no name: then it can't be told from others. */
function readMeta(object: Json): ObjectMeta | null {
  const meta = fields(object["metadata"]);
  const name = text(meta["name"]);
  if (name === null) return null;
  const namespace = text(meta["namespace"]) ?? "";
  const version = Number(text(meta["resourceVersion"]) ?? Number.NaN);
  return {
    uid: text(meta["uid"]) ?? `${namespace}/${name}`,
    name,
    namespace,
    version: Number.isFinite(version) ? version : null,
    created: text(meta["creationTimestamp"]),
    labels: texts(meta["labels"]),
    annotations: texts(meta["annotations"]),
    owners: items(meta["ownerReferences"]).map((owner) => ({
      kind: text(fields(owner)["kind"]) ?? "",
      name: text(fields(owner)["name"]) ?? "",
      uid: text(fields(owner)["uid"]) ?? "",
    })),
    deleting: text(meta["deletionTimestamp"]) !== null,
  };
}

export function readPod(object: Json): Pod | null {
  const meta = readMeta(object);
  if (meta === null) return null;
  const spec = fields(object["spec"]);
  const status = fields(object["status"]);
  return {
    meta,
    node: text(spec["nodeName"]),
    serviceAccount: text(spec["serviceAccountName"]),
    deadline: whole(spec["activeDeadlineSeconds"]),
    nodeSelector: texts(spec["nodeSelector"]),
    containers: readContainers(spec),
    claims: items(spec["volumes"])
      .map((volume) => text(fields(fields(volume)["persistentVolumeClaim"])["claimName"]))
      .filter((name) => name !== null),
    phase: text(status["phase"]),
    reason: text(status["reason"]),
    message: text(status["message"]),
    conditions: readConditions(status),
    statuses: [
      ...items(status["initContainerStatuses"]).map((one) => readStatus(fields(one), true)),
      ...items(status["containerStatuses"]).map((one) => readStatus(fields(one), false)),
    ],
  };
}

export function readJob(object: Json): Job | null {
  const meta = readMeta(object);
  if (meta === null) return null;
  const spec = fields(object["spec"]);
  const status = fields(object["status"]);
  const template = fields(spec["template"]);
  const podSpec = fields(template["spec"]);
  const own = fields(template["metadata"]);
  return {
    // Jobs made by another object (a JobSet) may carry Metaflow's annotations on their pods alone.
    meta: {
      ...meta,
      labels: { ...texts(own["labels"]), ...meta.labels },
      annotations: { ...texts(own["annotations"]), ...meta.annotations },
    },
    parallelism: whole(spec["parallelism"]),
    suspended: spec["suspend"] === true,
    succeeded: whole(status["succeeded"]) ?? 0,
    failed: whole(status["failed"]) ?? 0,
    conditions: readConditions(status),
    containers: readContainers(podSpec),
    serviceAccount: text(podSpec["serviceAccountName"]),
  };
}

/** An Event of either API (`v1`, `events.k8s.io/v1`): they name their fields differently. */
export function readEvent(object: Json): KubeEvent | null {
  const meta = readMeta(object);
  const about = fields(object["involvedObject"] ?? object["regarding"]);
  const name = text(about["name"]);
  const reason = text(object["reason"]);
  if (meta === null || name === null || reason === null) return null;
  return {
    meta: { ...meta, namespace: text(about["namespace"]) ?? meta.namespace },
    kind: text(about["kind"]) ?? "",
    name,
    objectUid: text(about["uid"]),
    type: text(object["type"]) ?? "Normal",
    reason,
    message: text(object["message"]) ?? text(object["note"]) ?? "",
    ...readOccurrences(object, meta.created),
  };
}

/** How often and when: the scheduler's events have no count, and `eventTime` alone. */
function readOccurrences(
  object: Json,
  created: string | null,
): Pick<KubeEvent, "count" | "first" | "last"> {
  const series = fields(object["series"]);
  const either = (name: string, old: string): unknown => object[name] ?? object[old];
  const time = text(object["eventTime"]) ?? created;
  const first = text(either("firstTimestamp", "deprecatedFirstTimestamp")) ?? time;
  const last = text(either("lastTimestamp", "deprecatedLastTimestamp")) ?? first;
  const count = whole(series["count"]) ?? whole(either("count", "deprecatedCount")) ?? 1;
  return {
    count: Math.max(1, count),
    first,
    last: text(series["lastObservedTime"]) ?? last,
  };
}

export function readWorkflow(object: Json): Workflow | null {
  const meta = readMeta(object);
  if (meta === null) return null;
  const spec = fields(object["spec"]);
  const status = fields(object["status"]);
  const templates = [
    ...items(spec["templates"]),
    ...Object.values(fields(status["storedTemplates"])),
    ...items(fields(status["storedWorkflowTemplateSpec"])["templates"]),
  ];
  const steps: Record<string, string> = {};
  for (const template of templates.map(fields)) {
    const name = text(template["name"]);
    const step = texts(fields(template["metadata"])["annotations"])["metaflow/step_name"];
    if (name !== null && step !== undefined) steps[name] = step;
  }
  return {
    meta,
    phase: text(status["phase"]),
    message: text(status["message"]),
    shutdown: text(spec["shutdown"]),
    finishedAt: text(status["finishedAt"]),
    nodes: Object.entries(fields(status["nodes"])).map(([id, node]) => readNode(id, fields(node))),
    steps,
  };
}

function readNode(id: string, node: Json): WorkflowNode {
  const outputs = items(fields(node["outputs"])["parameters"]).map(fields);
  const output = (wanted: string): string | null =>
    text(outputs.find(({ name }) => name === wanted)?.["value"]);
  return {
    id,
    name: text(node["name"]) ?? id,
    type: text(node["type"]) ?? "",
    template: text(node["templateName"]),
    phase: text(node["phase"]),
    message: text(node["message"]),
    startedAt: text(node["startedAt"]),
    finishedAt: text(node["finishedAt"]),
    taskId: output("task-id"),
    splits: countOf(output("num-splits")),
  };
}

/** `[0, 1, 2]` are three. */
function countOf(list: string | null): number | null {
  const found = /^\[(.*)\]$/.exec(list ?? "")?.[1];
  return found === undefined || found.trim() === "" ? null : found.split(",").length;
}

function readContainers(spec: Json): ContainerSpec[] {
  const own = items(spec["containers"]).map(fields);
  const first = items(spec["initContainers"]).map(fields);
  return [...own, ...first].map((container, i) => {
    const resources = fields(container["resources"]);
    return {
      name: text(container["name"]) ?? "",
      image: text(container["image"]),
      ends: i >= own.length && text(container["restartPolicy"]) !== "Always",
      requests: texts(resources["requests"]),
      limits: texts(resources["limits"]),
    };
  });
}

function readConditions(status: Json): Condition[] {
  return items(status["conditions"]).map((one) => {
    const condition = fields(one);
    return {
      type: text(condition["type"]) ?? "",
      status: text(condition["status"]) ?? "",
      reason: text(condition["reason"]),
      message: text(condition["message"]),
      since: text(condition["lastTransitionTime"]),
    };
  });
}

function readStatus(status: Json, init: boolean): ContainerStatus {
  return {
    name: text(status["name"]) ?? "",
    init,
    restarts: whole(status["restartCount"]) ?? 0,
    state: readState(fields(status["state"])),
    last: readState(fields(status["lastState"])),
  };
}

function readState(state: Json): ContainerState {
  if (state["terminated"] !== undefined) {
    const end = fields(state["terminated"]);
    return {
      kind: "terminated",
      reason: text(end["reason"]),
      message: text(end["message"]),
      exitCode: whole(end["exitCode"]),
      startedAt: realTime(end["startedAt"]),
    };
  }
  if (state["running"] !== undefined) {
    return { kind: "running", startedAt: realTime(fields(state["running"])["startedAt"]) };
  }
  if (state["waiting"] === undefined) return { kind: "none" };
  const waiting = fields(state["waiting"]);
  return { kind: "waiting", reason: text(waiting["reason"]), message: text(waiting["message"]) };
}

/** The epoch stands for "never". */
function realTime(value: unknown): string | null {
  const time = text(value);
  return time === null || time.startsWith("1970-") ? null : time;
}
