import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readChanges, type PodChange } from "../../../../runtime/core/cluster/podChange";
import { after, eventChange, jobChange, podChange } from "./replay";

function gone(changes: readonly PodChange[]): PodChange[] {
  return changes.map((change) => ({ ...change, type: "DELETED" as const }));
}

function running(): PodChange[] {
  const state = { running: { startedAt: "2026-01-02T03:04:06Z" } };
  return podChange({
    status: { phase: "Running", containerStatuses: [{ name: "train", restartCount: 2, state }] },
  });
}

const failed = { conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] };

/** `state cause` of the one task. */
function state(changes: readonly PodChange[]): string {
  const found = after(changes);
  assert.equal(found.length, 1);
  return `${found[0]?.state ?? ""} ${found[0]?.cause ?? "-"}`;
}

describe("states", () => {
  it("pending, running, succeeded", () => {
    assert.equal(state(jobChange()), "pending -");
    assert.equal(state([...jobChange(), ...podChange()]), "pending -");
    assert.equal(state([...jobChange(), ...running()]), "running -");
    assert.equal(state(podChange({ status: { phase: "Succeeded" } })), "succeeded -");
    const complete = { conditions: [{ type: "Complete", status: "True" }] };
    assert.equal(state([...jobChange({ status: complete }), ...gone(running())]), "succeeded -");
  });

  it("stopped: its Job was set to 0, or it was deleted", () => {
    assert.equal(state(jobChange({ spec: { parallelism: 0 } })), "stopped stopped");
    assert.equal(state([...gone(jobChange()), ...gone(running())]), "stopped stopped");
    assert.equal(state([...jobChange({ status: failed }), ...gone(running())]), "stopped stopped");
  });

  it("failed: its node went, told by events that outlive the pod", () => {
    const about = eventChange(
      "TaintManagerEviction",
      "Marking for deletion Pod ns/t-1-abcde-fghij",
    );
    const lost = [...jobChange({ status: failed }), ...gone(running()), ...about];
    assert.equal(state(lost), "failed node-lost");
  });

  it("failed, not stopped: the cluster takes its pod away", () => {
    const conditions = [
      { type: "DisruptionTarget", status: "True", reason: "PreemptionByScheduler" },
    ];
    const meta = { deletionTimestamp: "2026-01-02T03:05:00Z" };
    const preempted = podChange({ meta, status: { phase: "Running", conditions } });
    assert.equal(state([...jobChange(), ...preempted]), "failed evicted");
    assert.equal(state([...jobChange(), ...podChange({ meta })]), "stopped stopped");
  });

  it("a quota that was full before the pod could start is no cause any more", () => {
    const message =
      'Error creating: pods "x" is forbidden: exceeded quota: q, requested: cpu=1, used: cpu=5, limited: cpu=5';
    const full = eventChange("FailedCreate", message, { kind: "Job", name: "t-1-abcde" });
    assert.equal(state([...jobChange(), ...full]), "pending quota/exceeded");
    assert.equal(state([...jobChange(), ...full, ...running()]), "running -");
  });

  it("counts restarts and knows the pod of a Job by owner or label", () => {
    const [one] = after([...jobChange(), ...running()]);
    assert.equal(one?.restarts, 2);
    assert.equal(one.job, "t-1-abcde");
    assert.equal(one.pod, "t-1-abcde-fghij");
  });
});

describe("who is a task", () => {
  const labels = { "app.kubernetes.io/part-of": "metaflow" };

  it("leaves other pods and Argo's exit hooks out", () => {
    assert.deepEqual(after(podChange({ meta: { labels: {} } })), []);
    assert.deepEqual(
      after(podChange({ meta: { labels, annotations: { "metaflow/run_id": "argo-x" } } })),
      [],
    );
    const hook = { ...labels, "workflows.argoproj.io/on-exit": "true" };
    assert.deepEqual(after(podChange({ meta: { labels: hook } })), []);
  });

  it("numbers the workers of @parallel as Metaflow does", () => {
    const meta = (role: string, index: string): object => ({
      name: `${role}-${index}`,
      uid: `${role}-${index}`,
      labels: {
        ...labels,
        "jobset.sigs.k8s.io/replicatedjob-name": role,
        "jobset.sigs.k8s.io/job-index": index,
      },
      annotations: { "metaflow/step_name": "train", "metaflow/control-task-id": "7" },
    });
    const changes = [
      ["control", "0"],
      ["worker", "0"],
      ["worker", "1"],
    ] as const;
    const found = after(changes.flatMap(([role, index]) => podChange({ meta: meta(role, index) })));
    assert.deepEqual(found.map(({ task }) => task).sort(), ["7", "7-worker-0", "7-worker-1"]);
  });

  it("shows a task of Argo's whose pod the quota refused", () => {
    const message =
      'pods "w-1" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1';
    const object = {
      kind: "Workflow",
      metadata: {
        ...{ name: "w", namespace: "ns", uid: "w", labels },
        annotations: { "metaflow/run_id": "argo-w", "metaflow/flow_name": "Flow" },
      },
      status: {
        storedTemplates: {
          a: { name: "train", metadata: { annotations: { "metaflow/step_name": "train" } } },
          b: { name: "hook", metadata: {} },
        },
        nodes: {
          w: { name: "w", type: "DAG", phase: "Running" },
          "w-1": { name: "w.train", type: "Pod", phase: "Pending", templateName: "train", message },
          "w-2": { name: "w.onExit", type: "Pod", phase: "Pending", templateName: "hook" },
          "w-3": { name: "w.end", type: "Pod", phase: "Omitted", templateName: "train" },
        },
      },
    };
    const found = after(readChanges({ type: "ADDED", object }));
    assert.deepEqual(
      found.map(({ run, step, pod, cause }) => [run, step, pod, cause]),
      [["argo-w", "train", null, "quota/exceeded"]],
    );
  });
});
