import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { advance } from "../../../../runtime/core/advance";
import { podEvents } from "../../../../runtime/core/cluster/podEvents";
import type { Workload } from "../../../../runtime/core/cluster/workloads";
import type { RunEvent, RunState } from "../../../../runtime/core/run";
import { begin, done, fail, fold } from "../runEvents";
import { after, recorded } from "./replay";

const masked = "No completed attempts of the task was found for task 'F/7/train/3'";
const id: RunEvent = { type: "run-id", at: 1, runId: "7" };
const nothing: Workload = {
  ...{ flow: "F", run: "7", step: "train", task: "3", attempt: 0, namespace: "ns" },
  ...{ job: "t-1-abcde", pod: "t-1-abcde-fghij", phase: "Pending", state: "pending" },
  ...{
    cause: null,
    stuck: false,
    reason: null,
    remedy: null,
    option: null,
    node: null,
    restarts: 0,
  },
  ...{ created: "2026-01-02T03:04:05Z", events: [] },
};
const waiting: Workload = {
  ...nothing,
  ...{ cause: "unschedulable/gpu", reason: "no node has 1 free GPU", remedy: "Add a node." },
};
const outOfMemory: Workload = {
  ...nothing,
  ...{ state: "failed", cause: "out-of-memory", reason: "OOMKilled: limit 4 GB" },
};

/** The run with all that the cluster has to say of it. */
function told(run: RunState, ...workloads: readonly Workload[]): RunState {
  return podEvents(run, workloads, 50).reduce((state, event) => advance(state, event), run);
}

function task(run: RunState) {
  const { state, reason } = run.steps[0]!.tasks[0]!;
  return { state, reason };
}

const running = fold([id, begin("train", "3")], undefined, ["train"]);

describe("what the cluster says of a run's tasks", () => {
  it("a waiting pod makes its task wait, with the reason, and its step too", () => {
    const run = told(running, waiting);
    assert.deepEqual(task(run), { state: "queued", reason: "no node has 1 free GPU" });
    assert.equal(run.steps[0]!.state, "queued");
    assert.equal(run.steps[0]!.reason, "no node has 1 free GPU");
  });

  it("goes to the log once, with the remedy", () => {
    const texts = podEvents(running, [waiting], 50).flatMap((event) =>
      event.type === "output" ? [event.text] : [],
    );
    assert.deepEqual(texts, [
      "[flowlens] t-1-abcde-fghij waits: no node has 1 free GPU. Add a node.\n",
    ]);
    assert.deepEqual(podEvents(told(running, waiting), [waiting], 60), []);
  });

  it("a pod that is on its way makes its task wait without a word in the log", () => {
    const events = podEvents(running, [nothing], 50);
    assert.deepEqual(
      events.map(({ type }) => type),
      ["task-explained"],
    );
  });

  it("a pod that runs ends the wait", () => {
    const run = told(told(running, waiting), { ...nothing, state: "running" });
    assert.deepEqual(task(run), { state: "running", reason: null });
  });

  it("replaces the reason by which Metaflow hides the true one, in the run too", () => {
    const exited: RunEvent = { type: "exited", at: 40, code: 1, reason: masked };
    const run = fold([id, begin("train", "3"), fail("train", "3", true, masked), exited]);
    const after = told(run, outOfMemory);
    assert.deepEqual(task(after), { state: "failed", reason: "OOMKilled: limit 4 GB" });
    assert.equal(after.reason, "OOMKilled: limit 4 GB");
    assert.equal(after.status, "failed");
  });

  it("leaves an exception in Metaflow's words", () => {
    const run = fold([id, begin("train", "3"), fail("train", "3", true, "ValueError: no rows")]);
    const exception = { ...outOfMemory, cause: "exception", reason: "ValueError: no" };
    assert.deepEqual(podEvents(run, [exception], 50), []);
    const hidden = fold([id, begin("train", "3"), fail("train", "3", true, masked)]);
    assert.equal(task(told(hidden, exception)).reason, "ValueError: no");
  });

  it("never ends a task by itself: that is Metaflow's to tell", () => {
    assert.deepEqual(task(told(running, outOfMemory)), { state: "running", reason: null });
    const over = fold([id, begin("train", "3"), done("train", "3")]);
    assert.deepEqual(podEvents(over, [waiting], 50), []);
  });

  it("keeps attempts apart", () => {
    const second = fold([
      id,
      begin("train", "3"),
      fail("train", "3", false),
      begin("train", "3", 1),
    ]);
    assert.deepEqual(podEvents(second, [outOfMemory], 50), []);
    const run = told(second, outOfMemory, { ...waiting, attempt: 1 });
    assert.equal(task(run).state, "queued");
    const on = told(run, { ...nothing, attempt: 1, state: "running" });
    assert.equal(task(on).state, "retrying");
  });

  it("is not about other runs and flows", () => {
    assert.deepEqual(podEvents(running, [{ ...waiting, run: "8" }], 50), []);
    assert.deepEqual(podEvents(running, [{ ...waiting, flow: "G" }], 50), []);
    const noId = fold([begin("train", "3")]);
    assert.deepEqual(podEvents(noId, [{ ...waiting, run: null }], 50), []);
  });

  it("names an out-of-memory death of a real run", () => {
    const workloads = after(recorded("fail-oom"));
    const [{ flow, run: runId, step }] = workloads as [Workload];
    const events = [
      { type: "run-id", at: 1, runId: runId! } as const,
      begin(step!, "1"),
      fail(step!, "1", true, masked),
    ];
    const run = { ...fold(events), flow: flow! };
    assert.equal(task(told(run, ...workloads)).reason, "OOMKilled: limit 200 MB");
  });
});
