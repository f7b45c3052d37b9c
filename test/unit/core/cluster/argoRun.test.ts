import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { argoRun } from "../../../../runtime/core/cluster/argoRun";
import type { Workflow, WorkflowNode } from "../../../../runtime/core/cluster/objects";
import { advanceAll, emptyCluster } from "../../../../runtime/core/cluster/state";
import type { Workload } from "../../../../runtime/core/cluster/workload";
import { flowShape } from "../../../../runtime/core/flowShape";
import { readFlow } from "../../../../runtime/core/readFlow";
import type { RunState } from "../../../../runtime/core/run";
import { after, recorded } from "./replay";

const text = `from metaflow import FlowSpec, step
class OkFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.work, foreach="xs")
    @step
    def work(self):
        self.next(self.join)
    @step
    def join(self, inputs):
        self.next(self.end)
    @step
    def end(self):
        pass
`;
const flow = readFlow(text).flows[0]!;
const drawn = { key: "k", flow: "OkFlow", runId: "argo-okflow-hp9hs", shape: flowShape(flow) };
const now = Date.parse("2026-11-22T02:00:00Z");

/** `running: start succeeded 1, work queued 1/3, …` */
function told({ status, steps }: RunState): string {
  const parts = steps.map(({ name, state, tasks, expected }) => {
    const count = tasks.length === 0 ? "" : ` ${tasks.length}`;
    return `${name} ${state}${count}${expected === null ? "" : `/${expected}`}`;
  });
  return `${status}: ${parts.join(", ")}`;
}

function node(name: string, more: Partial<WorkflowNode>): WorkflowNode {
  return {
    ...{ id: `w-${name.length}`, name, type: "Pod", template: "start", phase: "Running" },
    ...{ message: null, startedAt: "2026-11-22T01:00:00Z", finishedAt: null },
    ...{ taskId: null, splits: null },
    ...more,
  };
}

function workflow(nodes: readonly WorkflowNode[], more: Partial<Workflow> = {}): Workflow {
  const meta = { uid: "u", name: "w", namespace: "ml", version: 1, deleting: false };
  const rest = { labels: {}, annotations: {}, owners: [], created: "2026-11-22T01:00:00Z" };
  const steps = { start: "start", work: "work", join: "join", end: "end" };
  const state = { phase: "Running", message: null, shutdown: null, finishedAt: null };
  return { meta: { ...meta, ...rest }, ...state, nodes, steps, ...more };
}

describe("a recorded run of a deployed flow", () => {
  it("goes through its steps, a foreach with its count", () => {
    const changes = recorded("argo-ok");
    const seen: string[] = [];
    for (let count = 0; count <= changes.length; count += 1) {
      const some = changes.slice(0, count);
      const [found] = advanceAll(emptyCluster, some).workflows.values();
      const line = told(argoRun(drawn, found?.object ?? null, after(some), now));
      if (line !== seen.at(-1)) seen.push(line);
    }
    assert.equal(seen[0], "starting: start pending, work pending, join pending, end pending");
    const waiting = "running: start succeeded 1, work queued 3/3, join pending, end pending";
    assert.ok(seen.includes(waiting), seen.join("\n"));
    const joining = "running: start succeeded 1, work succeeded 3/3, join running 1, end pending";
    assert.ok(seen.includes(joining), seen.join("\n"));
    const done =
      "succeeded: start succeeded 1, work succeeded 3/3, join succeeded 1, end succeeded 1";
    assert.equal(seen.at(-1), done);
  });

  it("has the times of its tasks, not of whoever looks", () => {
    const changes = recorded("argo-ok");
    const [found] = advanceAll(emptyCluster, changes).workflows.values();
    const run = argoRun(drawn, found?.object ?? null, after(changes), now);
    assert.ok(run.endedAt !== null && run.endedAt < now);
    for (const { startedAt, endedAt } of run.steps)
      assert.ok(startedAt !== null && endedAt !== null && startedAt < endedAt && endedAt < now);
  });
});

describe("a run of a deployed flow", () => {
  it("waits for a pod, with the reason that the pod gives", () => {
    const pod = {
      ...{ flow: "OkFlow", run: "argo-okflow-hp9hs", pod: "w-start-77", reason: "No such image" },
    } as Workload;
    const waiting = node("w.start", { id: "w-77", phase: "Pending", message: "ErrImagePull" });
    const [start] = argoRun(drawn, workflow([waiting]), [pod], now).steps;
    assert.deepEqual([start?.state, start?.reason], ["queued", "No such image"]);
    const [bare] = argoRun(drawn, workflow([waiting]), [], now).steps;
    assert.equal(bare?.reason, "ErrImagePull");
  });

  it("retries a task until the node above its attempts has failed", () => {
    const attempt = (number: number, phase: string): WorkflowNode =>
      node(`w.start(${number})`, {
        ...{ id: `w-${number}`, phase, message: "Error (exit code 1)" },
        startedAt: `2026-11-22T01:0${number}:00Z`,
      });
    const above = (phase: string): WorkflowNode => node("w.start", { type: "Retry", phase });
    const going = workflow([above("Running"), attempt(1, "Running"), attempt(0, "Failed")]);
    const run = argoRun(drawn, going, [], now);
    assert.equal(run.status, "running");
    assert.deepEqual(
      run.steps[0]?.tasks.map(({ state, attempt }) => [state, attempt]),
      [["retrying", 1]],
    );
    const over = [above("Failed"), attempt(0, "Failed"), attempt(1, "Failed")];
    assert.equal(argoRun(drawn, workflow(over), [], now).status, "failing");
    const finishedAt = "2026-11-22T01:05:00Z";
    const failed = argoRun(drawn, workflow(over, { phase: "Failed", finishedAt }), [], now);
    assert.deepEqual([failed.status, failed.reason], ["failed", "Error (exit code 1)"]);
    assert.equal(failed.endedAt, Date.parse(finishedAt));
  });

  it("is cancelled when it was shut down, and leaves hooks and skipped steps alone", () => {
    const stopped = node("w.start", {
      ...{ phase: "Failed", message: "workflow shutdown with strategy: Terminate" },
    });
    const hook = node("w.onExit", { template: "hook" });
    const skipped = node("w.work", { template: "work", phase: "Skipped" });
    const ended = { phase: "Failed", shutdown: "Terminate", finishedAt: "2026-11-22T01:05:00Z" };
    const run = argoRun(drawn, workflow([stopped, hook, skipped], ended), [], now);
    assert.equal(run.status, "cancelled");
    assert.deepEqual(
      run.steps.map(({ name, tasks }) => [name, tasks.map(({ state }) => state)]),
      [["start", ["cancelled"]], ...["work", "join", "end"].map((name) => [name, []])],
    );
  });
});
