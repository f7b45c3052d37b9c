import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EventSieve } from "../../../../runtime/core/cluster/eventSieve";
import { keepNewestRuns } from "../../../../runtime/core/cluster/newestRuns";
import type { ClusterChange, PodChange } from "../../../../runtime/core/cluster/podChange";
import { advanceAll, emptyCluster } from "../../../../runtime/core/cluster/state";
import { WorkloadCache } from "../../../../runtime/core/cluster/workloadCache";
import { workloads } from "../../../../runtime/core/cluster/workloads";
import { eventChange, jobChange, podChange, waiting } from "./replay";

const listed = (...objects: PodChange[]): ClusterChange => ({
  type: "LISTED",
  kind: "pod",
  namespace: "ns",
  objects,
});

describe("a fresh list", () => {
  const stuck = waiting("ErrImagePull", "manifest unknown");

  it("marks what it lacks as gone and keeps its cause", () => {
    const state = advanceAll(emptyCluster, [...stuck, listed()]);
    const [one] = workloads(state);
    assert.equal(one?.state, "stopped");
    assert.equal(one.cause, "image-pull/not-found");
  });

  it("leaves other namespaces and kinds alone", () => {
    const elsewhere = { ...listed(), namespace: "other" } as ClusterChange;
    const state = advanceAll(emptyCluster, [...stuck, ...jobChange(), elsewhere, listed(...stuck)]);
    assert.equal(workloads(state)[0]?.state, "pending");
  });

  it("counts even with a lower version: a cluster may be restored from a backup", () => {
    const [early] = podChange({ meta: { resourceVersion: "3" }, status: { phase: "Running" } });
    assert.ok(early);
    const late = advanceAll(emptyCluster, [...stuck, early]);
    assert.equal(workloads(late)[0]?.phase, "Pending");
    assert.equal(workloads(advanceAll(late, [listed(early)]))[0]?.phase, "Running");
  });
});

describe("EventSieve", () => {
  const sieve = (room?: number): EventSieve<{ change: ClusterChange }> => new EventSieve(room);
  const wrapped = (changes: readonly ClusterChange[]) => changes.map((change) => ({ change }));
  const kinds = (passed: readonly { change: ClusterChange }[]) =>
    passed.map(({ change }) => (change.type === "LISTED" ? "list" : change.kind));

  it("lets an event wait for its object", () => {
    const one = sieve();
    assert.deepEqual(kinds(one.pass(wrapped(eventChange("Failed", "early")))), []);
    assert.deepEqual(kinds(one.pass(wrapped(podChange()))), ["pod", "event"]);
    assert.deepEqual(kinds(one.pass(wrapped(eventChange("Failed", "later")))), ["event"]);
  });

  it("knows claims by the pods that mount them, and pods by their Job's event", () => {
    const one = sieve();
    const volumes = [{ name: "v", persistentVolumeClaim: { claimName: "data" } }];
    one.pass(wrapped([...podChange({ spec: { volumes } }), ...jobChange()]));
    const claim = eventChange("FailedBinding", "no class", {
      kind: "PersistentVolumeClaim",
      name: "data",
    });
    assert.deepEqual(kinds(one.pass(wrapped(claim))), ["event"]);
    const about = { kind: "Pod", name: "t-1-abcde-gone" };
    assert.deepEqual(kinds(one.pass(wrapped(eventChange("Killing", "x", about)))), []);
    const created = eventChange("SuccessfulCreate", "Created pod: t-1-abcde-gone", {
      kind: "Job",
      name: "t-1-abcde",
    });
    assert.deepEqual(kinds(one.pass(wrapped(created))), ["event", "event"]);
  });

  it("forgets the oldest of other people's events when there are many", () => {
    const one = sieve(3);
    for (const name of ["a", "b", "c", "d"]) {
      one.pass(wrapped(eventChange("Failed", "x", { name })));
    }
    const [a] = podChange({ meta: { name: "a", uid: "a" } });
    const [d] = podChange({ meta: { name: "d", uid: "d" } });
    assert.ok(a && d);
    assert.deepEqual(kinds(one.pass(wrapped([a]))), ["pod"]);
    assert.deepEqual(kinds(one.pass(wrapped([d]))), ["pod", "event"]);
  });

  it("has no use for events of other kinds", () => {
    const one = sieve();
    one.pass(wrapped(podChange({ meta: { name: "n" } })));
    assert.deepEqual(one.pass(wrapped(eventChange("X", "x", { kind: "Node", name: "n" }))), []);
  });
});

describe("WorkloadCache", () => {
  const created = Date.parse("2026-01-02T03:04:05Z");
  const message = "0/1 nodes are available: 1 Insufficient cpu.";
  const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }];
  const full = podChange({ status: { conditions } });

  it("gives the same object again until something of it changes", () => {
    const cache = new WorkloadCache();
    const other = podChange({ meta: { name: "t-2", uid: "2", labels: metaflow } });
    const state = advanceAll(emptyCluster, [...full, ...other]);
    const before = byPod(workloads(state, { cache }));
    const next = advanceAll(state, eventChange("Failed", "x", { name: "t-2" }));
    const after = byPod(workloads(next, { cache }));
    assert.equal(after.get("t-1-abcde-fghij"), before.get("t-1-abcde-fghij"));
    assert.notEqual(after.get("t-2"), before.get("t-2"));
    assert.equal(after.get("t-2")?.events.length, 1);
  });

  it("says when the next grace ends", () => {
    const cache = new WorkloadCache();
    const state = advanceAll(emptyCluster, full);
    const at = created + 10_000;
    assert.equal(workloads(state, { cache, now: at })[0]?.cause, null);
    assert.equal(cache.nextGraceAt(at), created + 60_000);
    assert.equal(workloads(state, { cache, now: created + 60_000 })[0]?.cause, "unschedulable/cpu");
    assert.equal(cache.nextGraceAt(created + 60_000), null);
  });
});

const metaflow = { "app.kubernetes.io/part-of": "metaflow" };

function byPod<T extends { readonly pod: string | null }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((one) => [one.pod ?? "", one]));
}

describe("keepNewestRuns", () => {
  const run = (id: string, phase: string): PodChange[] =>
    podChange({
      meta: {
        ...{ name: `t-${id}`, uid: id, labels: metaflow },
        annotations: {
          ...{ "metaflow/flow_name": "Flow", "metaflow/step_name": "train" },
          "metaflow/run_id": id,
        },
        creationTimestamp: `2026-01-0${id}T00:00:00Z`,
      },
      status: { phase },
    });
  const changes = [
    ...run("1", "Pending"),
    ...["2", "3", "4", "5"].flatMap((id) => run(id, "Succeeded")),
    ...eventChange("Failed", "x", { name: "t-2" }),
    ...eventChange("Failed", "x", { name: "t-5" }),
  ];
  const state = advanceAll(emptyCluster, changes);

  it("keeps the newest and those that go on, and drops the others with their events", () => {
    const kept = keepNewestRuns(state, 3);
    assert.deepEqual(
      workloads(kept.state).map((one) => one.run),
      ["5", "4", "1"],
    );
    assert.deepEqual(kept.left, ["ns/Flow/3", "ns/Flow/2"]);
    assert.deepEqual([...kept.state.events.keys()], ["Pod/ns/t-5"]);
  });

  it("changes nothing when there are few", () => {
    assert.equal(keepNewestRuns(state, 5).state, state);
  });
});
