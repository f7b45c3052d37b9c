import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Connection } from "../../../runtime/cluster/connection";
import type { Json } from "../../../runtime/core/cluster/json";
import { runDescription, runIcon } from "../../../runtime/core/deploy/runRow";
import { deployedFlows, deployedRuns, readDeployed } from "../../../runtime/deploy/deployed";

const { signal } = new AbortController();

/** A cluster that holds these objects. */
function holding(...items: readonly Json[]): Connection {
  const list = (): Promise<unknown> => Promise.resolve({ items, version: "1" });
  return { context: "kind-dev", list } as unknown as Connection;
}

/** A cluster that answers every question with this trouble. */
function refusing(trouble: string, detail: string): Connection {
  const error = Object.assign(new Error(`sentence about ${trouble}`), {
    ...{ name: "ClusterError", trouble, detail },
  });
  const get = (): Promise<Json> => Promise.reject(error);
  return { context: "kind-dev", get } as unknown as Connection;
}

const run = (name: string, createdAt: string, status: Json, template = "f"): Json => ({
  metadata: { name, creationTimestamp: createdAt },
  spec: { workflowTemplateRef: { name: template } },
  status,
});

describe("the template on a cluster", () => {
  it("is not there, or not to be had", async () => {
    const missing = refusing("not-found", 'workflowtemplates.argoproj.io "f" not found');
    assert.deepEqual(await readDeployed(missing, "ns", "f", signal), {
      known: true,
      template: null,
    });
    const noArgo = await readDeployed(
      refusing("not-found", "404 page not found"),
      "ns",
      "f",
      signal,
    );
    assert.match(JSON.stringify(noArgo), /Argo Workflows is not installed .* kind-dev/);
    assert.deepEqual(await readDeployed(refusing("forbidden", ""), "ns", "f", signal), {
      known: false,
      sentence: "sentence about forbidden",
    });
    await assert.rejects(readDeployed(refusing("cancelled", ""), "ns", "f", signal));
  });
});

describe("deployed flows", () => {
  const template = (name: string, annotations: Json): Json => ({ metadata: { name, annotations } });

  it("are the templates of the flow, by name", async () => {
    const cluster = holding(
      template("b", { "metaflow/flow_name": "F" }),
      template("other", { "metaflow/flow_name": "G" }),
      template("a", {
        "metaflow/flow_name": "F",
        "metaflow/owner": "tester",
        "metaflow/branch_name": "prod",
      }),
      { metadata: { name: "foreign" } },
    );
    const found = await deployedFlows(cluster, "ns", "F", signal);
    assert.deepEqual(found, [
      { name: "a", owner: "tester", branch: "prod", deployedAt: null },
      { name: "b", owner: null, branch: null, deployedAt: null },
    ]);
  });

  it("have runs, the newest first, with what a task of them says", async () => {
    const nodes = {
      a: { type: "Pod", phase: "Pending", message: "ImagePullBackOff: no" },
      b: { type: "Pod", phase: "Failed", message: "Error (exit code 1)" },
      c: { type: "DAG", phase: "Failed", message: "child failed" },
    };
    const runs = await deployedRuns(
      holding(
        run("f-1", "2026-11-22T05:00:00Z", { phase: "Failed", finishedAt: "x", nodes }),
        run("g-1", "2026-11-22T05:30:00Z", {}, "g"),
        run("f-2", "2026-11-22T06:00:00Z", {}),
      ),
      "ns",
      "f",
      signal,
    );
    assert.deepEqual(
      runs.map(({ runId, phase, message, finished }) => [runId, phase, message, finished]),
      [
        ["argo-f-2", "Pending", null, false],
        ["argo-f-1", "Failed", "Error (exit code 1)", true],
      ],
    );
  });

  it("have rows for their runs", () => {
    const shown = { phase: "Running", message: null, progress: "1/4" };
    const now = Date.parse("2026-11-22T05:02:00Z");
    const createdAt = "2026-11-22T05:00:00Z";
    assert.equal(runDescription({ ...shown, createdAt }, now), "Running · 1/4 · 2m ago");
    assert.equal(runIcon(shown), "sync");
    assert.equal(runIcon({ phase: "Omitted" }), "question");
  });
});
