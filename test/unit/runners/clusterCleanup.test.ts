import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { removeLeftovers } from "../../../runtime/runners/clusterCleanup";
import { FakeCluster, marked, trouble } from "./fakeCluster";

const run = { flow: "F", runId: "7" };
const quick = { whole: 200, call: 100, pause: 5 };
const clean = (cluster: FakeCluster) =>
  removeLeftovers(cluster.connection, run, ["ml", "ml"], quick);

describe("cleaning up after a run", () => {
  it("deletes what goes on, each once, and nothing else", async () => {
    const cluster = new FakeCluster();
    cluster.jobs = [marked("t-1", "F", "7"), marked("t-2", "F", "8"), marked("t-3", "G", "7")];
    cluster.pods = [marked("p-1", "F", "7", { phase: "Running" })];
    assert.deepEqual(await clean(cluster), []);
    assert.deepEqual([...cluster.removed].sort(), ["jobs t-1", "pods p-1"]);
    assert.equal(cluster.jobs.length, 2);
  });

  it("deletes the JobSets of @parallel steps before the Jobs that they would make anew", async () => {
    const cluster = new FakeCluster();
    const done = { conditions: [{ type: "Completed", status: "True" }] };
    cluster.jobsets = [marked("s-1", "F", "7"), marked("s-2", "F", "7", done)];
    cluster.jobs = [marked("s-1-control-0", "F", "7")];
    assert.deepEqual(await clean(cluster), []);
    assert.deepEqual(cluster.removed, ["jobsets s-1", "jobs s-1-control-0"]);
    cluster.jobsets = trouble("forbidden", "no");
    assert.deepEqual(await clean(cluster), []);
  });

  it("waits for a Job that comes late", async () => {
    const cluster = new FakeCluster();
    let lists = 0;
    cluster.onList = () => {
      if (++lists === 3) cluster.jobs.push(marked("late", "F", "7"));
    };
    assert.deepEqual(await clean(cluster), []);
    assert.deepEqual(cluster.removed, ["jobs late"]);
  });

  it("names what will not go", async () => {
    const cluster = new FakeCluster();
    cluster.onList = () => {
      cluster.pods = [marked("stuck", "F", "7", { phase: "Running" })];
    };
    const left = await clean(cluster);
    assert.deepEqual(left, [{ resource: "pods", namespace: "ml", name: "stuck" }]);
  });

  it("rejects when the cluster cannot be asked", async () => {
    const cluster = new FakeCluster();
    cluster.onList = () => {
      throw trouble("unreachable", "gone");
    };
    await assert.rejects(clean(cluster), /gone/);
  });
});
