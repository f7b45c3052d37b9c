// A watched namespace: what 1,000 pods with 20 events each cost, and a burst of changes among them.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { load } from "./load.mjs";
import { median } from "./measure.mjs";

const PODS = 1000;
const EVENTS = 20;
const BURST = 100;

/** @returns {Promise<import("./measure.mjs").Row[]>} */
export async function watchingRows() {
  const core = await load(`
    export { readChanges } from "./runtime/core/cluster/podChange";
    export { advanceAll, emptyCluster } from "./runtime/core/cluster/state";
    export { WorkloadCache } from "./runtime/core/cluster/workloadCache";
    export { clusterTree } from "./runtime/core/cluster/clusterTree";
    export { rowsBelow } from "./runtime/core/cluster/clusterRows";
    export { keepNewestRuns } from "./runtime/core/cluster/newestRuns";
  `);
  const { readChanges, advanceAll, emptyCluster, WorkloadCache } = core;
  const now = Date.parse("2026-01-02T04:00:00Z");
  const cache = new WorkloadCache();
  const read = (lines) => lines.flatMap((line) => readChanges(JSON.parse(line)));
  const before = memory();
  const start = performance.now();
  let state = emptyCluster;
  for (let pod = 0; pod < PODS; pod += 20) {
    const lines = Array.from({ length: 20 }, (_, i) => podLines(pod + i, 0)).flat();
    state = advanceAll(state, read(lines));
  }
  /** As the view Cluster does, all its runs and steps open. */
  const draw = () => {
    const tree = core.clusterTree(core.keepNewestRuns(state, 50).state, { now, cache });
    const below = (subject) => {
      const rows = core.rowsBelow(tree, subject, now);
      const opened = rows.filter((row) => row.subject.type !== "pod");
      return rows.length + opened.reduce((sum, row) => sum + below(row.subject), 0);
    };
    return below(null);
  };
  let shown = draw();
  const whole = performance.now() - start;
  const held = (memory() - before) / 1000;
  const bursts = Array.from({ length: 40 }, (_, round) => {
    const lines = Array.from({ length: BURST }, (_, i) => burstLine(round, i));
    const began = performance.now();
    state = advanceAll(state, read(lines));
    shown = draw();
    return performance.now() - began;
  });
  if (shown < PODS) throw new Error(`${shown} rows for ${PODS} tasks`);
  return [
    { what: "1,000 pods with 20 events: memory", budget: 50_000, measured: held, unit: "kB" },
    {
      what: "1,000 pods: a burst of 100 changes, read and shown",
      ...{ budget: 50, measured: median(bursts), unit: "ms" },
      note: `the slowest of 40: ${Math.max(...bursts).toFixed(0)} ms`,
    },
    { what: "1,000 pods with 20 events: all of it", budget: null, measured: whole, unit: "ms" },
  ];
}

/** Half of a burst are pods that change, half are events. */
const burstLine = (round, i) => {
  const pod = (round * 37 + i * 11) % PODS;
  return i % 2 === 0 ? podLine(pod, round + 1) : eventLine(pod, EVENTS + round, round + 1);
};

const podLines = (pod, version) => [
  podLine(pod, version),
  ...Array.from({ length: EVENTS }, (_, event) => eventLine(pod, event, version)),
];

/** As the API server writes it: what is not read has its cost as well. */
function podLine(pod, version) {
  const metadata = {
    ...{ name: `t-${pod}-abcde`, namespace: "ml", uid: `pod-${pod}` },
    ...{ resourceVersion: String(1000 + version), creationTimestamp: "2026-01-02T03:04:05Z" },
    labels: { "app.kubernetes.io/part-of": "metaflow", "app.kubernetes.io/name": "metaflow-task" },
    annotations: {
      ...{ "metaflow/flow_name": "Flow", "metaflow/run_id": String(pod % 20) },
      ...{ "metaflow/step_name": "train", "metaflow/task_id": String(pod) },
    },
    managedFields: [{ manager: "kubelet", fieldsV1: { "f:status": "x".repeat(2000) } }],
  };
  const message = `Back-off pulling image "acme/train:${pod}": ErrImagePull: manifest unknown`;
  const state = { waiting: { reason: "ImagePullBackOff", message } };
  const resources = { requests: { cpu: "1", memory: "4G" } };
  const env = Array.from({ length: 20 }, (_, i) => ({
    name: `METAFLOW_${i}`,
    value: "x".repeat(40),
  }));
  const container = { name: "train", image: `acme/train:${pod}`, resources, env };
  const status = { phase: "Pending", containerStatuses: [{ name: "train", state }] };
  const spec = { nodeName: "n1", containers: [container] };
  return JSON.stringify({ type: "MODIFIED", object: { kind: "Pod", metadata, spec, status } });
}

function eventLine(pod, event, version) {
  const time = `2026-01-02T03:${String(10 + (event % 50))}:00Z`;
  const object = {
    kind: "Event",
    metadata: {
      ...{ name: `t-${pod}.${event}`, namespace: "ml", uid: `event-${pod}-${event}` },
      resourceVersion: String(1000 + version),
    },
    involvedObject: { kind: "Pod", namespace: "ml", name: `t-${pod}-abcde`, uid: `pod-${pod}` },
    ...{ type: "Warning", reason: "Failed", count: 1, firstTimestamp: time, lastTimestamp: time },
    message: `Failed to pull image "acme/train:${pod}": try ${event}: manifest unknown`,
  };
  return JSON.stringify({ type: "ADDED", object });
}

/** Bytes in use once all is collected that can be. */
function memory() {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}
