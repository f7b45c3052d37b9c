// Objects that tests put on a cluster.

/**
 * A node without a machine: pods are scheduled to it and stay Pending. `cpu` and `memory` are its
 * capacity. Resolves to the node.
 */
export async function fakeNode(api, name, { cpu = "4", memory = "8Gi", labels, taints } = {}) {
  const node = await api.create({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: { "kubernetes.io/hostname": name, ...labels } },
    spec: { taints: taints ?? [] },
  });
  const capacity = { cpu, memory, pods: "110", "ephemeral-storage": "100Gi" };
  const lastHeartbeatTime = new Date().toISOString();
  const conditions = [{ type: "Ready", status: "True", reason: "Fake", lastHeartbeatTime }];
  await api.patch(node, { status: { capacity, allocatable: capacity, conditions } }, "status");
  // New nodes get a taint until a controller has seen that they are ready: it may look later.
  return api.patch(node, { spec: { taints: taints ?? [] } });
}

/** A StorageClass without a provisioner, so that claims stay unbound. */
export const storageClass = (name, bindingMode = "Immediate") => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: bindingMode,
});

export const claim = (namespace, name, storageClassName) => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { namespace, name },
  spec: {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: "1Gi" } },
    ...(storageClassName === undefined ? {} : { storageClassName }),
  },
});

export const secret = (namespace, name, stringData) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { namespace, name },
  stringData,
});

/**
 * Puts a quota on a namespace and waits until it is in force: before `status.hard` is there, the API
 * server refuses pods with another message or lets them pass.
 */
export async function quota(api, namespace, hard, name = "quota") {
  const object = await api.create({
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { namespace, name },
    spec: { hard },
  });
  const path = `/api/v1/namespaces/${namespace}/resourcequotas/${name}`;
  for (let tries = 0; tries < 200; tries++) {
    if ((await api.get(path)).status?.hard) return object;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The quota of ${namespace} did not come into force.`);
}

/**
 * A Job as Metaflow 2.19 makes one for a task: names, labels, annotations and the pod's fields (seen
 * in the call it sends). `pod` and `container` add to or replace fields of the pod's spec and of its container;
 * `labels` and `annotations` are added on both the Job and its pod.
 */
export function metaflowJob({
  namespace = "default",
  flow = "HelloFlow",
  run = "1795308040004114",
  step = "start",
  task = "1",
  attempt = 0,
  user = "tester",
  image = "python:3.11",
  cpu = "1",
  memory = "4096M",
  disk = "10240M",
  limits,
  command = ["bash", "-c", "true"],
  deadline = 432000,
  labels,
  annotations,
  pod,
  container,
}) {
  const both = {
    labels: {
      "app.kubernetes.io/name": "metaflow-task",
      "app.kubernetes.io/part-of": "metaflow",
      ...labels,
    },
    annotations: {
      "metaflow/attempt": String(attempt),
      "metaflow/flow_name": flow,
      "metaflow/run_id": run,
      "metaflow/step_name": step,
      "metaflow/task_id": task,
      "metaflow/user": user,
      ...annotations,
    },
  };
  const requests = { cpu, memory, "ephemeral-storage": disk };
  const own = { name: step.replaceAll("_", "-"), image, command, resources: { requests, limits } };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { generateName: `t-${randomName()}-`, namespace, ...both },
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 0,
      ttlSecondsAfterFinished: 604800,
      template: {
        metadata: both,
        spec: {
          activeDeadlineSeconds: deadline,
          restartPolicy: "Never",
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              ...own,
              imagePullPolicy: "IfNotPresent",
              terminationMessagePolicy: "FallbackToLogsOnError",
              ...container,
            },
          ],
          ...pod,
        },
      },
    },
  };
}

const randomName = () =>
  Math.floor(Math.random() * 0xffffffff)
    .toString(16)
    .padStart(8, "0");
