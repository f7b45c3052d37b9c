import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ClusterRow, ClusterSubject } from "../../../../runtime/core/cluster/clusterRow";
import { rowsBelow } from "../../../../runtime/core/cluster/clusterRows";
import { clusterTree, type ClusterTree } from "../../../../runtime/core/cluster/clusterTree";
import { readChanges, type PodChange } from "../../../../runtime/core/cluster/podChange";
import { advanceAll, emptyCluster } from "../../../../runtime/core/cluster/state";
import type { Workload } from "../../../../runtime/core/cluster/workloads";
import { eventChange, jobChange, podChange, recorded } from "./replay";

const start = Date.parse("2026-01-02T03:04:05Z");

function treeOf(
  changes: readonly PodChange[],
  now: number,
  labelOf?: (workload: Workload) => string | null,
): ClusterTree {
  const state = advanceAll(emptyCluster, changes);
  return clusterTree(state, { now, ...(labelOf === undefined ? {} : { labelOf }) });
}

/** All rows, two blanks deeper for each level. */
function drawn(tree: ClusterTree, now: number): readonly string[] {
  const below = (subject: ClusterSubject | null, depth: number): readonly string[] =>
    rowsBelow(tree, subject, now).flatMap((row) => [
      `${"  ".repeat(depth)}${text(row)}`,
      ...below(row.subject, depth + 1),
    ]);
  return below(null, 0);
}

function text({ label, description, look }: ClusterRow): string {
  const said = description === "" ? label : `${label} | ${description}`;
  return look === null ? said.replaceAll("\u2007", "") : `${look}: ${said}`;
}

interface Task {
  readonly run?: string;
  readonly step?: string;
  readonly task: string;
  readonly attempt?: number;
  readonly minute?: number;
}

/** A task's pod in a state. */
function pod({ run = "7", step = "train", task, attempt = 0, minute = 4 }: Task, status: object) {
  const name = `t-${run}-${step}-${task}-${attempt}`;
  const annotations = {
    ...{ "metaflow/flow_name": "Flow", "metaflow/run_id": run, "metaflow/step_name": step },
    ...{ "metaflow/task_id": task, "metaflow/attempt": String(attempt) },
  };
  const created = `2026-01-02T03:0${minute}:05Z`;
  const labels = { "app.kubernetes.io/part-of": "metaflow" };
  const meta = { name, uid: name, annotations, labels, creationTimestamp: created };
  return podChange({ meta, status });
}

const succeeded = { phase: "Succeeded" };
const running = { phase: "Running" };
const oom = {
  phase: "Failed",
  containerStatuses: [
    { name: "train", state: { terminated: { reason: "OOMKilled", exitCode: 137 } } },
  ],
};
const full = {
  phase: "Pending",
  conditions: [
    {
      ...{ type: "PodScheduled", status: "False", reason: "Unschedulable" },
      message: "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.",
    },
  ],
};

/** The rows of one step with many tasks. */
function stepRows(changes: readonly PodChange[], now = start + 120_000): readonly string[] {
  const tree = treeOf(changes, now);
  const subject = { type: "step", flow: "Flow", run: "7", step: "train" } as const;
  return rowsBelow(tree, subject, now).map(text);
}

describe("rows of the cluster", () => {
  it("shows a waiting pod with its reason, its events and its container", () => {
    const now = start + 125_000;
    const scheduling = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. preemption: none.";
    const tree = treeOf(
      [
        ...pod({ task: "2" }, full),
        ...eventChange("FailedScheduling", scheduling, {
          name: "t-7-train-2-0",
          time: "2026-01-02T03:05:58Z",
        }),
      ],
      now,
    );
    assert.deepEqual(drawn(tree, now), [
      "flow: Flow | 1 run · 1 waits",
      "  run: 7 | 1 pod · 1 waits · 2m 05s old",
      "    queued: train | waits: no node has enough nvidia.com/gpu · 2m 05s",
      "      12s ago FailedScheduling | 1 Insufficient nvidia.com/gpu",
    ]);
  });

  it("a pod is called stuck only after its grace period", () => {
    const early = stepRowsOf(treeOf(pod({ task: "2" }, full), start + 10_000), start + 10_000);
    assert.deepEqual(early, ["pending: train | pending 10s"]);
    const late = stepRowsOf(treeOf(pod({ task: "2" }, full), start + 61_000), start + 61_000);
    assert.match(late[0] ?? "", /^queued: train \| waits: no node has .* · 1m 01s$/);
  });

  it("shows a Job that never got a pod", () => {
    const message =
      'Error creating: pods "t-1-abcde-x" is forbidden: exceeded quota: small, requested: requests.cpu=2, used: requests.cpu=0, limited: requests.cpu=1';
    const about = { kind: "Job", name: "t-1-abcde" };
    const now = start + 40_000;
    const tree = treeOf([...jobChange(), ...eventChange("FailedCreate", message, about)], now);
    const rows = drawn(tree, now);
    assert.deepEqual(rows.slice(0, 3), [
      "flow: Flow | 1 run · 1 waits",
      "  run: unknown run | 1 waits · 40s old",
      "    queued: train | waits: quota small: 2 CPU asked, 1 CPU free · 40s",
    ]);
    assert.match(rows[3] ?? "", /^ {6}35s ago FailedCreate \| pods "t-1-abcde-x" is forbidden/);
    const [row] = rowsBelow(tree, { type: "run", flow: "Flow", run: "unknown run" }, now);
    assert.deepEqual(row?.can, ["pod", "remedy"], "there is no log to show");
  });

  it("puts failed tasks first, then waiting and running ones, and folds many that succeeded", () => {
    const done = Array.from({ length: 6 }, (_, i) => pod({ task: String(10 + i) }, succeeded));
    const rows = stepRows([
      ...done.flat(),
      ...pod({ task: "2" }, running),
      ...pod({ task: "3" }, full),
      ...pod({ task: "4" }, oom),
    ]);
    assert.deepEqual(
      rows.map((row) => row.replace(/ \|.*/, "")),
      ["failed: task 4", "queued: task 3", "running: task 2", "succeeded: 6 succeeded"],
    );
  });
});

describe("rows of many tasks and runs", () => {
  it("opens the first pods in trouble, not a wall of them", () => {
    const now = start + 120_000;
    const changes = ["2", "3", "4"].flatMap((task) => pod({ task, step: `s${task}` }, oom));
    const rows = rowsBelow(treeOf(changes, now), { type: "run", flow: "Flow", run: "7" }, now);
    assert.deepEqual(
      rows.map(({ open }) => open),
      ["open", "open", "closed"],
    );
  });

  it("sums a step and a run up in counts", () => {
    const now = start + 120_000;
    const changes = [
      ...pod({ task: "2" }, running),
      ...pod({ task: "3" }, full),
      ...pod({ task: "4" }, oom),
    ];
    const rows = drawn(treeOf(changes, now), now);
    assert.equal(rows[1], "  run: 7 | 3 pods · 1 waits · 1 failed · 1 running · 2m old");
    assert.match(
      rows[2] ?? "",
      /^ {4}queued: train \| 3 tasks · 1 waits · 1 failed · 1 running · /,
    );
  });

  it("shows the newest attempt of a task, the earlier ones below it", () => {
    const now = start + 120_000;
    const tree = treeOf(
      [...pod({ task: "2" }, oom), ...pod({ task: "2", attempt: 1, minute: 5 }, running)],
      now,
    );
    assert.deepEqual(drawn(tree, now).slice(1), [
      "  run: 7 | 2 pods · 1 retrying · 2m old",
      "    retrying: train | attempt 2 · running 1m",
      "      failed: attempt 1 | OOMKilled: the node ran out of memory · 2m old",
      "        failed: container train | OOMKilled, exit code 137 · acme/train:2.0",
    ]);
  });

  it("has the newest run first, opened while it goes on", () => {
    const now = start + 300_000;
    const tree = treeOf(
      [
        ...pod({ run: "5", task: "1", minute: 3 }, running),
        ...pod({ run: "6", task: "1", minute: 4 }, succeeded),
        ...pod({ run: "7", task: "1", minute: 5 }, succeeded),
      ],
      now,
    );
    const rows = rowsBelow(tree, { type: "flow", flow: "Flow" }, now);
    assert.deepEqual(
      rows.map(({ label, open }) => [label, open]),
      [
        ["7", "open"],
        ["6", "closed"],
        ["5", "open"],
      ],
    );
  });

  it("names a task by its foreach value where a run of ours tells it", () => {
    const now = start + 120_000;
    const changes = [...pod({ task: "2" }, running), ...pod({ task: "3" }, running)];
    const tree = treeOf(changes, now, ({ task }) => (task === "3" ? "region=eu" : null));
    const subject = { type: "step", flow: "Flow", run: "7", step: "train" } as const;
    const labels = rowsBelow(tree, subject, now).map(({ label }) => label);
    assert.deepEqual(labels, ["region=eu", "task 2"]);
  });

  it("names Argo's tasks by their item", () => {
    const changes = recorded("argo-ok");
    const tree = treeOf(changes, start);
    const labels = tree.flows[0]?.runs[0]?.steps
      .find(({ name }) => name === "work")
      ?.tasks.map(({ label }) => label);
    assert.deepEqual(labels?.toSorted(), ["item 1", "item 2", "item 3"]);
  });

  it("folds older events into a row of their own", () => {
    const events = Array.from({ length: 30 }, (_, i) =>
      eventChange("Unhealthy", `probe ${i}`, {
        name: "t-7-train-2-0",
        time: new Date(start + i * 1000).toISOString(),
      }),
    );
    const now = start + 120_000;
    const tree = treeOf([...pod({ task: "2" }, running), ...events.flat()], now);
    const key = "ns/pod/t-7-train-2-0";
    const rows = rowsBelow(tree, { type: "pod", key }, now);
    assert.equal(rows.length, 13);
    assert.equal(rows[12]?.label, "18 older events");
    const older = rowsBelow(tree, { type: "older", key }, now);
    assert.equal(older.length, 18);
    assert.equal(new Set([...rows, ...older].map(({ id }) => id)).size, 31, "ids are unique");
  });

  it("a row keeps its id when its Job gets a pod", () => {
    const before = treeOf(jobChange(), start);
    const after = treeOf([...jobChange(), ...podChange()], start);
    assert.deepEqual([...after.attempts.keys()], [...before.attempts.keys()]);
  });
});

/** The first rows below the only run. */
function stepRowsOf(tree: ClusterTree, now: number): readonly string[] {
  return rowsBelow(tree, { type: "run", flow: "Flow", run: "7" }, now).map(text);
}

describe("rows of real recordings", () => {
  const all = ["fail-oom", "fail-quota", "fail-pvc", "argo-badimage", "onetask-sigint", "ok"];
  for (const name of all) {
    it(`${name}: ids are unique, labels say something, reasons are short`, () => {
      const changes = recorded(name);
      const now = Date.parse("2026-11-22T12:00:00Z");
      const tree = treeOf(changes, now);
      const seen = new Set<string>();
      const walk = (subject: ClusterSubject | null): void => {
        for (const row of rowsBelow(tree, subject, now)) {
          assert.ok(!seen.has(row.id), row.id);
          seen.add(row.id);
          assert.notEqual(row.label.trim(), "");
          assert.doesNotMatch(row.description, /undefined|null|NaN|\n/);
          walk(row.subject);
        }
      };
      walk(null);
      assert.ok(seen.size > 3);
    });
  }

  it("damaged objects do no harm", () => {
    const odd = readChanges({ type: "ADDED", object: { kind: "Pod", metadata: { name: "x" } } });
    assert.deepEqual(drawn(treeOf(odd, start), start), []);
  });
});

describe("runs that are left out", () => {
  it("are counted in the last row", () => {
    const state = advanceAll(emptyCluster, pod({ task: "1" }, succeeded));
    const rows = (left: number) => rowsBelow(clusterTree(state, { now: start, left }), null, start);
    assert.deepEqual(
      rows(2).map(({ label }) => label),
      ["Flow", "2 older runs not shown"],
    );
    assert.equal(rows(0).length, 1);
  });
});
