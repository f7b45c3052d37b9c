import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readChanges, type PodChange } from "../../../../runtime/core/cluster/podChange";
import { readRecording } from "../../../../runtime/core/cluster/recording";
import { advance, advanceAll, emptyCluster } from "../../../../runtime/core/cluster/state";
import { workloads } from "../../../../runtime/core/cluster/workloads";
import { Random } from "../../../differential/random";
import { after, podChange, recorded } from "./replay";

const names = [
  "argo-badimage",
  "fail-badimage",
  "fail-badimage-offline",
  "fail-neverpull",
  "fail-oom",
  "fail-pvc",
  "fail-quota",
  "fail-raise",
  "fail-sigint-running-group",
  "fail-sigint-running-pid",
  "fail-unsched",
  "ok-default-resources",
];

/** Each change's object; the last one of each must not get lost, or its end is unknown. */
function withoutSome(changes: readonly PodChange[], random: Random): PodChange[] {
  const last = new Map(changes.map((change, i) => [change.object.meta.uid, i]));
  return changes.filter((change, i) => {
    const isNeeded = change.type !== "MODIFIED" || last.get(change.object.meta.uid) === i;
    return isNeeded || random.chance(0.5);
  });
}

describe("folding recordings", () => {
  for (const name of names) {
    const changes = recorded(name);
    const expected = after(changes);

    it(`${name}: one by one or all at once`, () => {
      const state = changes.reduce(advance, emptyCluster);
      assert.deepEqual(workloads(state), expected);
    });

    it(`${name}: in any order, with duplicates`, () => {
      for (let seed = 1; seed <= 20; seed++) {
        const random = new Random(seed);
        const twice = changes.filter(() => random.chance(0.3));
        const found = after(random.shuffle([...changes, ...twice]));
        assert.deepEqual(found, expected, `seed ${seed}`);
      }
    });

    it(`${name}: with changes lost in between`, () => {
      for (let seed = 1; seed <= 20; seed++) {
        const found = after(withoutSome(changes, new Random(seed)));
        const ends = (all: typeof found): string[] =>
          all.map(({ pod, state, cause, reason }) => [pod, state, cause, reason].join());
        assert.deepEqual(ends(found), ends(expected), `seed ${seed}`);
      }
    });
  }

  it("tells most causes by the events and the Job alone", () => {
    for (const name of [
      "fail-badimage",
      "fail-badimage-offline",
      "fail-neverpull",
      "fail-pvc",
      "fail-unsched",
    ]) {
      const changes = recorded(name);
      const [expected] = after(changes);
      const [found] = after(changes.filter(({ kind }) => kind !== "pod"));
      assert.equal(found?.cause, expected?.cause, name);
      assert.equal(found?.pod, expected?.pod, name);
    }
  });

  it("keeps the cause when the events and then the pod go", () => {
    const changes = recorded("fail-badimage");
    const gone = changes.map((change) => ({ ...change, type: "DELETED" as const }));
    const [found] = after([...changes, ...gone]);
    assert.equal(found?.cause, "image-pull/not-found");
    assert.equal(found.state, "stopped");
  });
});

describe("damaged recordings", () => {
  const text = readFileSync("test/cluster/fail-badimage.jsonl", "utf8");

  it("reads the lines that are whole", () => {
    const half = text.slice(0, text.length - 700);
    const { changes, damaged } = readRecording(`\uFEFF${half.replaceAll("\n", "\r\n")}`);
    assert.equal(damaged, 1);
    assert.equal(after(changes)[0]?.cause, "image-pull/not-found");
  });

  it("never throws on text with bytes changed", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const bytes = Array.from(text);
      for (let i = 0; i < 200; i++)
        bytes[random.int(0, bytes.length - 1)] = random.pick(Array.from('{}[]",:0x\n'));
      for (const one of after(readRecording(bytes.join("")).changes)) {
        assert.ok((one.reason ?? "").length <= 60);
      }
    }
  });

  it("never throws on objects of another shape", () => {
    const strange: unknown[] = [null, 1, "x", [], {}, [[]], { items: 3 }, { name: {} }, true];
    const paths = [
      ["metadata"],
      ["spec"],
      ["status"],
      ["status", "conditions"],
      ["spec", "containers"],
    ];
    for (const line of text.trim().split("\n").slice(0, 12)) {
      for (const path of paths) {
        for (const value of strange) {
          const change = JSON.parse(line) as { object: Record<string, unknown> };
          let place = change.object;
          for (const key of path.slice(0, -1))
            place = (place[key] ??= {}) as Record<string, unknown>;
          place[path.at(-1) ?? ""] = value;
          after(readChanges(change));
        }
      }
    }
    for (const value of strange) assert.deepEqual(readChanges(value), []);
  });

  it("reads bare objects, lists and other names of kinds; leaves bookmarks and errors out", () => {
    const pod = { kind: "Pod", metadata: { name: "a", uid: "1" } };
    const kinds = (value: unknown): string[] => readChanges(value).map(({ kind }) => kind);
    assert.deepEqual(kinds(pod), ["pod"]);
    assert.deepEqual(kinds({ kind: "PodList", items: [{ metadata: { name: "a" } }] }), ["pod"]);
    assert.deepEqual(kinds({ kind: "List", items: [pod, { ...pod, kind: "Job" }] }), [
      "pod",
      "job",
    ]);
    assert.deepEqual(kinds({ kind: "pods", type: "ADDED", object: { metadata: { name: "a" } } }), [
      "pod",
    ]);
    assert.deepEqual(kinds({ type: "BOOKMARK", object: pod }), []);
    assert.deepEqual(kinds({ type: "ERROR", object: { kind: "Status", code: 410 } }), []);
    assert.deepEqual(kinds({ type: "ADDED", object: { ...pod, kind: "ConfigMap" } }), []);
  });
});

describe("grace", () => {
  const created = Date.parse("2026-01-02T03:04:05Z");
  const message = "0/1 nodes are available: 1 Insufficient cpu.";
  const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }];

  it("calls a full node a cause after a minute", () => {
    const changes = podChange({ status: { conditions } });
    assert.equal(after(changes, created + 59_000)[0]?.cause, null);
    assert.equal(after(changes, created + 61_000)[0]?.cause, "unschedulable/cpu");
  });

  it("waits no time for what can't pass by itself", () => {
    const state = { waiting: { reason: "ErrImageNeverPull" } };
    const changes = podChange({ status: { containerStatuses: [{ name: "train", state }] } });
    assert.equal(after(changes, created + 1000)[0]?.cause, "image-never-pull");
  });
});

describe("many pods", () => {
  it("explains each of 1,000 pods with 20 events", () => {
    const changes: PodChange[] = [];
    for (let pod = 0; pod < 1000; pod++) {
      const labels = { "app.kubernetes.io/part-of": "metaflow" };
      const meta = { name: `t-${pod}`, uid: `pod-${pod}`, labels };
      const state = { waiting: { reason: "ImagePullBackOff", message: "manifest unknown" } };
      changes.push(
        ...podChange({ meta, status: { containerStatuses: [{ name: "train", state }] } }),
      );
      for (let event = 0; event < 20; event++) {
        const object = {
          kind: "Event",
          metadata: { name: `e-${pod}-${event}`, namespace: "ns", uid: `e-${pod}-${event}` },
          involvedObject: { kind: "Pod", namespace: "ns", name: `t-${pod}` },
          ...{ type: "Warning", reason: "Failed", message: `Failed to pull image: try ${event}` },
        };
        changes.push(...readChanges({ type: "ADDED", object }));
      }
    }
    const state = advanceAll(emptyCluster, changes);
    const found = workloads(state);
    assert.equal(found.length, 1000);
    assert.ok(found.every(({ cause }) => cause === "image-pull/not-found"));
  });
});
