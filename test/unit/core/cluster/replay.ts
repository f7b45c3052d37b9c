import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readChanges, type PodChange } from "../../../../runtime/core/cluster/podChange";
import { readRecording } from "../../../../runtime/core/cluster/recording";
import { advanceAll, emptyCluster } from "../../../../runtime/core/cluster/state";
import { workloads, type Workload } from "../../../../runtime/core/cluster/workloads";

/** The changes of a recording in test/cluster. */
export function recorded(name: string): readonly PodChange[] {
  const { changes, damaged } = readRecording(readFileSync(`test/cluster/${name}.jsonl`, "utf8"));
  if (damaged > 0) throw new Error(`${name} has ${damaged} damaged lines`);
  return changes;
}

/** Metaflow's tasks after the changes. */
export function after(changes: readonly PodChange[], now: number | null = null): Workload[] {
  return workloads(advanceAll(emptyCluster, changes), { now });
}

/** All pods and Jobs, Metaflow's or not. */
export function everything(changes: readonly PodChange[]): Workload[] {
  return workloads(advanceAll(emptyCluster, changes), { belongs: () => true });
}

interface Given {
  readonly spec?: object;
  readonly status?: object;
  readonly meta?: object;
}

/** A task's pod as a watch would say it. */
export function podChange({ spec = {}, status = {}, meta = {} }: Given = {}): PodChange[] {
  const object = {
    kind: "Pod",
    metadata: {
      name: "t-1-abcde-fghij",
      namespace: "ns",
      uid: "pod-1",
      resourceVersion: "10",
      creationTimestamp: "2026-01-02T03:04:05Z",
      labels: { "app.kubernetes.io/part-of": "metaflow", "job-name": "t-1-abcde" },
      annotations: { "metaflow/flow_name": "Flow", "metaflow/step_name": "train" },
      ...meta,
    },
    spec: { containers: [{ name: "train", image: "acme/train:2.0" }], ...spec },
    status: { phase: "Pending", ...status },
  };
  return readChanges({ type: "ADDED", object });
}

let events = 0;

/** An event about the task's pod, or about another object. */
export function eventChange(
  reason: string,
  message: string,
  about: { kind?: string; name?: string; time?: string } = {},
): PodChange[] {
  const { kind = "Pod", name = "t-1-abcde-fghij", time = "2026-01-02T03:04:10Z" } = about;
  const object = {
    kind: "Event",
    metadata: { name: `e${++events}`, namespace: "ns", uid: `event-${events}` },
    involvedObject: { kind, name, namespace: "ns" },
    type:
      reason === "Scheduled" || reason === "Pulled" || reason === "Pulling" ? "Normal" : "Warning",
    ...{ reason, message, count: 1, firstTimestamp: time, lastTimestamp: time },
  };
  return readChanges({ type: "ADDED", object });
}

/** The pod's Job; its pod is not there unless given. */
export function jobChange({ spec = {}, status = {} }: Given = {}): PodChange[] {
  const object = {
    kind: "Job",
    metadata: {
      name: "t-1-abcde",
      namespace: "ns",
      uid: "job-1",
      resourceVersion: "5",
      creationTimestamp: "2026-01-02T03:04:05Z",
      labels: { "app.kubernetes.io/part-of": "metaflow" },
      annotations: { "metaflow/flow_name": "Flow", "metaflow/step_name": "train" },
    },
    spec: { parallelism: 1, ...spec },
    status,
  };
  return readChanges({ type: "ADDED", object });
}

/** `cause | reason | option` of the one task that the changes tell of. */
function told(changes: readonly PodChange[]): string {
  const found = after(changes);
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} tasks`);
  return [one.cause, one.reason, one.option].map((part) => part ?? "-").join(" | ");
}

/** A pod whose container waits so. */
export function waiting(reason: string, message: string, image = "acme/train:2.0"): PodChange[] {
  const state = { waiting: { reason, message } };
  return podChange({
    spec: { nodeName: "n1", containers: [{ name: "train", image }] },
    status: { containerStatuses: [{ name: "train", state }] },
  });
}

/** Each set of changes with what `told` must say of it. */
export function cases(title: string, table: readonly (readonly [PodChange[], string])[]): void {
  describe(title, () => {
    for (const [changes, expected] of table) {
      it(expected, () => {
        assert.equal(told(changes), expected);
      });
    }
  });
}
