import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { leftoversOf } from "../../../../runtime/core/cluster/leftovers";

const run = { flow: "F", runId: "7" };
const of = (name: string, flow: string, runId: string, rest: object = {}) => ({
  metadata: {
    name,
    namespace: "ml",
    annotations: { "metaflow/flow_name": flow, "metaflow/run_id": runId },
    ...("deletionTimestamp" in rest ? { deletionTimestamp: rest.deletionTimestamp } : {}),
  },
  ...rest,
});
const ended = (type: string, status = "True") => ({ status: { conditions: [{ type, status }] } });
const phase = (name: string) => ({ status: { phase: name } });
const names = (jobs: readonly object[], pods: readonly object[] = []) =>
  leftoversOf(run, { jobsets: [], jobs: jobs.map(toJson), pods: pods.map(toJson) }).map(
    ({ resource, namespace, name }) => `${resource} ${namespace}/${name}`,
  );
const toJson = (value: object) => value as Readonly<Record<string, unknown>>;

describe("what a run leaves on the cluster", () => {
  it("is its Jobs without an end, stopped ones (parallelism 0) too", () => {
    const jobs = [
      of("active", "F", "7", { status: { active: 1 } }),
      of("stopped", "F", "7", { spec: { parallelism: 0 }, status: {} }),
      of("done", "F", "7", ended("Complete")),
      of("failed", "F", "7", ended("Failed")),
      of("failing", "F", "7", ended("Failed", "False")),
      of("going", "F", "7", { deletionTimestamp: "now" }),
    ];
    assert.deepEqual(names(jobs), ["jobs ml/active", "jobs ml/stopped", "jobs ml/failing"]);
  });

  it("is its pods that have not ended, also those being deleted", () => {
    const pods = [
      of("pending", "F", "7", phase("Pending")),
      of("running", "F", "7", { ...phase("Running"), deletionTimestamp: "now" }),
      of("done", "F", "7", phase("Succeeded")),
      of("failed", "F", "7", phase("Failed")),
      of("lost", "F", "7", phase("Unknown")),
    ];
    assert.deepEqual(names([], pods), ["pods ml/pending", "pods ml/running", "pods ml/lost"]);
  });

  it("is nothing of another run or flow, nor what says nothing of itself", () => {
    assert.deepEqual(names([of("a", "F", "71"), of("b", "G", "7"), {}, { metadata: null }]), []);
  });
});
