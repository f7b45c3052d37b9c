import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readRecording } from "../../../../runtime/core/cluster/recording";
import { advanceAll, emptyCluster } from "../../../../runtime/core/cluster/state";
import { workloads } from "../../../../runtime/core/cluster/workloads";

const created = "2026-01-02T03:04:05Z";
const pod = (t: number | null, change: object = {}): string =>
  JSON.stringify({
    ...(t === null ? {} : { t }),
    ...{ kind: "pods", type: "MODIFIED" },
    object: {
      metadata: {
        ...{ name: "p", namespace: "ns", uid: "p", creationTimestamp: created },
        labels: { "app.kubernetes.io/part-of": "metaflow" },
        annotations: { "metaflow/step_name": "train" },
      },
      ...change,
    },
  });
const waiting = {
  status: {
    phase: "Pending",
    conditions: [
      {
        ...{ type: "PodScheduled", status: "False", reason: "Unschedulable" },
        message: "0/1 nodes are available: 1 Insufficient cpu.",
        lastTransitionTime: created,
      },
    ],
  },
};

const endOf = (lines: readonly string[]): string | null => {
  const { end } = readRecording(lines.join("\n"));
  return end === null ? null : new Date(end).toISOString();
};

describe("the clock of a recording", () => {
  it("goes on after the last thing that happened, by the seconds of its lines", () => {
    assert.equal(endOf([pod(2), pod(2.5, waiting), pod(92)]), "2026-01-02T03:05:35.000Z");
  });

  it("starts by the line that was told soonest: what was there before tells no time", () => {
    const event = {
      ...{ kind: "Event", metadata: { name: "e", namespace: "ns" }, reason: "Scheduled" },
      involvedObject: { kind: "Pod", name: "p", namespace: "ns" },
      eventTime: "2026-01-02T04:00:00.5Z",
    };
    const told = JSON.stringify({ t: 10, kind: "events", type: "ADDED", object: event });
    assert.equal(endOf([pod(0), told, pod(15)]), "2026-01-02T04:00:05.500Z");
  });

  it("is the newest time where lines tell no seconds, and unknown without any time", () => {
    assert.equal(endOf([pod(null, waiting)]), "2026-01-02T03:04:05.000Z");
    assert.equal(endOf(["", "no json"]), null);
  });

  it("is the one of the real recordings", () => {
    const content = readFileSync("test/cluster/argo-badimage.jsonl", "utf8");
    assert.equal(endOf([content]), "2026-11-22T00:53:26.555Z");
  });
});

describe("a waiting pod of a recording", () => {
  const stuckAfter = (seconds: number): readonly [string | null, boolean] => {
    const { changes, end } = readRecording([pod(0, waiting), pod(seconds, waiting)].join("\n"));
    const options = { now: end, causes: "at-once" } as const;
    const [found] = workloads(advanceAll(emptyCluster, changes), options);
    assert.ok(found);
    return [found.cause, found.stuck];
  };

  it("has its cause at once, and is stuck when the grace is over by the recording's clock", () => {
    assert.deepEqual(stuckAfter(50), ["unschedulable/cpu", false]);
    assert.deepEqual(stuckAfter(61), ["unschedulable/cpu", true]);
  });

  it("is stuck in the CLI from the very moment on at which the view says so", () => {
    const { changes } = readRecording(pod(0, waiting));
    const state = advanceAll(emptyCluster, changes);
    const at = Date.parse(created);
    for (const now of [at, at + 59_999, at + 60_000]) {
      const [cli] = workloads(state, { now, causes: "at-once" });
      const [view] = workloads(state, { now });
      assert.ok(cli !== undefined && view !== undefined);
      assert.equal(cli.stuck, view.cause !== null);
      assert.equal(view.stuck, cli.stuck);
    }
  });
});
