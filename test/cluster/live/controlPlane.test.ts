import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { loadObjects, root, startControlPlane, waitFor, type ControlPlane } from "./bed";

const SERVERS = ["etcd", "apiserver", "controllers", "scheduler"] as const;

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

function pidsOf(cluster: ControlPlane): number[] {
  return SERVERS.map((name) => {
    const pid = cluster.processes.pid(name);
    assert.ok(pid !== null, `the ${name} does not run`);
    return pid;
  });
}

describe("a control plane of the test bed", () => {
  let cluster: ControlPlane;
  before(async () => {
    cluster = await startControlPlane();
  });
  after(() => cluster.stop());

  it("is the Kubernetes that is pinned", async () => {
    const { gitVersion } = JSON.parse(await cluster.api.text("/version")) as { gitVersion: string };
    assert.match(gitVersion, /^v1\.34\.\d+$/);
  });

  it("schedules a Metaflow-like Job to a fake node", async () => {
    const { metaflowJob, fakeNode } = await loadObjects();
    await fakeNode(cluster.api, "node-1");
    await cluster.api.create(metaflowJob({ flow: "HelloFlow", step: "start" }));
    const node = await waitFor("The pod's scheduling", async () => {
      const { items } = await cluster.api.get("/api/v1/namespaces/default/pods");
      return (items[0]?.["spec"] as { nodeName?: string } | undefined)?.nodeName;
    });
    assert.equal(node, "node-1");
  });

  it("refuses who has no rights, and who is nobody", async () => {
    const asOther = async (token?: string): Promise<string> => {
      const file = await cluster.kubeconfigFor(token === undefined ? {} : { token });
      return cluster.kubectl(["--kubeconfig", file, "get", "pods"]).catch(String);
    };
    assert.match(await asOther(), /Forbidden.*cannot list resource "pods"/);
    assert.match(await asOther("wrong"), /Unauthorized/);
  });

  it("keeps its objects when the API server is killed and started again", async () => {
    await cluster.namespace("kept");
    const pid = cluster.processes.pid("apiserver");
    await cluster.killApiServer();
    await assert.rejects(cluster.api.get("/api/v1/namespaces/kept"), /ECONN|socket/);
    await cluster.startApiServer();
    assert.notEqual(cluster.processes.pid("apiserver"), pid);
    assert.equal((await cluster.api.get("/api/v1/namespaces/kept")).metadata.name, "kept");
  });
});

it("a control plane that is stopped leaves no process and no folder", async () => {
  const cluster = await startControlPlane();
  const pids = pidsOf(cluster);
  await cluster.stop();
  assert.deepEqual(pids.filter(lives), []);
  assert.ok(!existsSync(cluster.folder));
});

it("a control plane whose owner is killed ends with it", async () => {
  const module = pathToFileURL(join(root, "test/bed/kubernetes/controlPlane.mjs")).href;
  const script = `
    const { startControlPlane } = await import(${JSON.stringify(module)});
    const { folder, processes } = await startControlPlane();
    const pids = ${JSON.stringify(SERVERS)}.map((name) => processes.pid(name));
    console.log(JSON.stringify({ folder, pids }));`;
  const owner = spawn(process.execPath, ["--input-type=module", "-e", script]);
  const said = await new Promise<string>((resolve) => {
    owner.stdout.setEncoding("utf8").once("data", resolve);
  });
  const { folder, pids } = JSON.parse(said) as { folder: string; pids: number[] };
  owner.kill("SIGKILL");
  await waitFor("The end of the control plane", () => !pids.some(lives));
  await (await startControlPlane()).stop();
  assert.ok(!existsSync(folder), "the next one leaves the folder of the one that was killed");
});
