import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import type { Workload } from "../../../runtime/core/cluster/workloads";
import { loadObjects, root, startControlPlane, waitFor } from "./bed";
import type { ControlPlane, JobOptions, KubeObject } from "./bed";
import { record, taskIn } from "./record";

const execute = promisify(execFile);
let cluster: ControlPlane;
let node: KubeObject;
let objects: Awaited<ReturnType<typeof loadObjects>>;

before(async () => {
  [cluster, objects] = [await startControlPlane(), await loadObjects()];
  node = await objects.fakeNode(cluster.api, "small", { cpu: "4", memory: "8Gi" });
});
after(() => cluster.stop());

/** Puts a task's Job in a namespace of its own and waits for its cause, as the core explains it. */
async function causeOf(name: string, job: JobOptions, ...more: KubeObject[]): Promise<Workload> {
  const namespace = await cluster.namespace(name);
  if (more.length > 0) await cluster.api.create(...more);
  await cluster.api.create(objects.metaflowJob({ ...job, namespace }));
  return waitFor(`The cause in ${name}`, async () => {
    const found = await taskIn(cluster, namespace);
    return found?.cause != null && found;
  });
}

const claimed = (claimName: string): object => ({
  volumes: [{ name: "data", persistentVolumeClaim: { claimName } }],
});

describe("pods that the scheduler leaves waiting", () => {
  it("more CPU than any node has", async () => {
    const found = await causeOf("cpu", { cpu: "100" });
    assert.equal(found.cause, "unschedulable/cpu");
    assert.equal(found.state, "pending");
    assert.deepEqual(
      [found.flow, found.run, found.step, found.task, found.attempt],
      ["HelloFlow", "1795308040004114", "start", "1", 0],
    );
    assert.ok(found.events.some(({ reason }) => reason === "FailedScheduling"));
  });

  it("more memory than any node has", async () => {
    assert.equal((await causeOf("memory", { memory: "900000M" })).cause, "unschedulable/memory");
  });

  it("a node selector that no node has", async () => {
    const found = await causeOf("selector", { pod: { nodeSelector: { pool: "none" } } });
    assert.equal(found.cause, "unschedulable/selector");
  });

  it("a taint that it does not tolerate", async () => {
    const taints = [{ key: "dedicated", value: "gpu", effect: "NoSchedule" }];
    await cluster.api.patch(node, { spec: { taints } });
    const found = await causeOf("taint", {});
    await cluster.api.patch(node, { spec: { taints: [] } });
    assert.equal(found.cause, "unschedulable/taint");
  });

  it("a GPU where none is", async () => {
    const limits = { "nvidia.com/gpu": "1" };
    assert.equal((await causeOf("gpu", { limits })).cause, "unschedulable/gpu");
  });

  it("a claim that does not exist", async () => {
    const found = await causeOf("no-claim", { pod: claimed("data") });
    assert.equal(found.cause, "volume/missing-claim");
  });

  it("a claim that nothing binds", async () => {
    const found = await causeOf(
      "unbound",
      { pod: claimed("data") },
      objects.storageClass("nothing"),
      objects.claim("unbound", "data", "nothing"),
    );
    assert.equal(found.cause, "volume/unbound");
  });
});

describe("Jobs that never get a pod", () => {
  const inQuota = async (
    name: string,
    hard: Readonly<Record<string, string>>,
  ): Promise<Workload> => {
    await cluster.namespace(name);
    await objects.quota(cluster.api, name, hard);
    await cluster.api.create(objects.metaflowJob({ namespace: name }));
    return waitFor(`The cause in ${name}`, async () => {
      const found = await taskIn(cluster, name);
      return found?.cause != null && found;
    });
  };

  it("over quota", async () => {
    const found = await inQuota("quota", { pods: "0" });
    assert.equal(found.cause, "quota/exceeded");
    assert.equal(found.pod, null);
  });

  it("a quota that asks for limits", async () => {
    const found = await inQuota("limits", { "limits.memory": "1Gi" });
    assert.equal(found.cause, "quota/must-specify");
  });

  it("a service account that is not there", async () => {
    const found = await causeOf("account", { pod: { serviceAccountName: "runner" } });
    assert.equal(found.cause, "service-account");
  });
});

it("flowlens pods --replay names the same cause", async () => {
  const found = await causeOf("replayed", { cpu: "100" });
  const file = join(cluster.folder, "replayed.jsonl");
  writeFileSync(file, await record(cluster, "replayed"));
  const args = [join(root, "dist/cli.js"), "pods", "--replay", file, "--format", "json"];
  const { stdout } = await execute(process.execPath, args);
  const { workloads: all } = JSON.parse(stdout) as { workloads: { cause: string; job: string }[] };
  assert.deepEqual(
    all.map(({ cause, job }) => ({ cause, job })),
    [{ cause: found.cause, job: found.job }],
  );
});
