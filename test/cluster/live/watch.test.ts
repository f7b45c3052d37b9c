import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { isClusterError, type Connection } from "../../../runtime/cluster/connection";
import { connect } from "../../../runtime/cluster/kubernetes";
import { pause, until, Watching } from "../../unit/cluster/watching";
import { loadObjects, root, startControlPlane, type ControlPlane, type JobOptions } from "./bed";
import { FlakyProxy } from "./flakyProxy";

const execute = promisify(execFile);
const LIMIT = 60_000;
let cluster: ControlPlane;
let objects: Awaited<ReturnType<typeof loadObjects>>;
let watching: Watching | null = null;

before(async () => {
  [cluster, objects] = [await startControlPlane(), await loadObjects()];
  await objects.fakeNode(cluster.api, "small", { cpu: "4", memory: "8Gi" });
});
after(() => cluster.stop());
afterEach(async () => {
  await watching?.stop();
  watching = null;
});

function to(KUBECONFIG: string): Promise<Connection> {
  const environment = { KUBECONFIG };
  return connect({ environment, home: "/", context: "flowlens-test", allowExec: false });
}

/** The administrator's kubeconfig with another address of the API server. */
function throughPort(port: number): string {
  const file = join(cluster.folder, `proxy-${port}`);
  const text = readFileSync(cluster.kubeconfig, "utf8");
  writeFileSync(file, text.replace(cluster.server, `https://127.0.0.1:${port}`), { mode: 0o600 });
  return file;
}

async function live(connection: Connection, namespace: string, timing = {}): Promise<Watching> {
  watching = new Watching(
    connection,
    { firstRetry: 100, longestRetry: 2000, ...timing },
    namespace,
  );
  const made = watching;
  await until(() => made.status?.kind === "live", LIMIT);
  return made;
}

async function create(namespace: string, task: string, more: JobOptions = {}): Promise<string> {
  const job = objects.metaflowJob({ namespace, task, ...more });
  return (await cluster.api.create(job)).metadata.name ?? "";
}

/** What `kubectl get` would show, by kind: `name version` of each. */
async function truth(namespace: string, path: string): Promise<string[]> {
  const { items } = await cluster.api.get(path.replace("NS", namespace));
  return items
    .map(({ metadata }) => `${metadata.name ?? ""} ${String(metadata["resourceVersion"])}`)
    .sort();
}

/** What the watch holds of it. */
function held(made: Watching, kind: "pods" | "jobs"): string[] {
  return [...made.state[kind].values()]
    .filter(({ gone }) => !gone)
    .map(({ object: { meta } }) => `${meta.name} ${meta.version ?? ""}`)
    .sort();
}

/** The watch comes to hold exactly what the cluster has, and never told one version twice. */
async function agrees(made: Watching, namespace: string, isOneList = false): Promise<void> {
  const paths = { pods: "/api/v1/namespaces/NS/pods", jobs: "/apis/batch/v1/namespaces/NS/jobs" };
  for (const kind of ["pods", "jobs"] as const) {
    let expected: string[] = [];
    const end = Date.now() + LIMIT;
    do {
      await pause(100);
      expected = await truth(namespace, paths[kind]);
    } while (held(made, kind).join() !== expected.join() && Date.now() < end);
    assert.deepEqual(held(made, kind), expected);
  }
  if (!isOneList) return;
  const told = made.raw.map(({ kind, type, object }) => {
    const { uid, resourceVersion } = object["metadata"] as Record<string, string>;
    return `${kind} ${type} ${uid ?? ""} ${resourceVersion ?? ""}`;
  });
  assert.equal(new Set(told).size, told.length, "something was told twice");
}

function lists(made: Watching): number {
  return made.batches.flat().filter(({ type, kind }) => type === "LISTED" && kind === "pod").length;
}

describe("a watch of a real API server", () => {
  it("loses and doubles nothing when the server is killed and comes back", async () => {
    const namespace = await cluster.namespace("killed");
    const first = await create(namespace, "1");
    const made = await live(await to(cluster.kubeconfig), namespace);
    await create(namespace, "2");
    await cluster.killApiServer();
    await until(() => made.status?.kind === "retrying", LIMIT);
    assert.match(JSON.stringify(made.status), /can't be reached|connection/);
    await cluster.startApiServer();
    await create(namespace, "3");
    await cluster.kubectl(["-n", namespace, "delete", "job", first]);
    await until(() => made.status?.kind === "live", LIMIT);
    await agrees(made, namespace);
    assert.equal(made.workloads.length, 3, "the task that was deleted stays, as stopped");
  });

  it("lists again when its version is no longer kept (410)", async () => {
    const namespace = await cluster.namespace("expired");
    const proxy = new FlakyProxy(Number(new URL(cluster.server).port));
    const made = await live(await to(throughPort(await proxy.start())), namespace, {
      firstRetry: 8000,
      longestRetry: 8000,
    });
    const before = lists(made);
    proxy.drop();
    for (const task of ["1", "2", "3"]) await create(namespace, task);
    // A server that has just started knows none of the versions before.
    await cluster.restartApiServer();
    await until(() => made.status?.kind === "live", LIMIT);
    await agrees(made, namespace);
    assert.equal(lists(made), before + 1);
    await proxy.stop();
  });

  it("loses and doubles nothing through a proxy that keeps dropping connections", async () => {
    const namespace = await cluster.namespace("dropped");
    const proxy = new FlakyProxy(Number(new URL(cluster.server).port));
    const made = await live(await to(throughPort(await proxy.start())), namespace);
    const dropping = setInterval(() => {
      proxy.drop();
    }, 400);
    for (let task = 0; task < 20; task++) {
      await create(namespace, String(task));
      await pause(100);
    }
    clearInterval(dropping);
    await agrees(made, namespace, true);
    assert.equal(lists(made), 1);
    await made.stop();
    await until(() => proxy.connections === 0);
    await proxy.stop();
  });

  it("notices a connection that is half open", async () => {
    const namespace = await cluster.namespace("silent");
    const proxy = new FlakyProxy(Number(new URL(cluster.server).port));
    const made = await live(await to(throughPort(await proxy.start())), namespace, {
      idleLimit: 2000,
      eventsFor: 2000,
    });
    proxy.freeze();
    await create(namespace, "1");
    await agrees(made, namespace);
    await made.stop();
    await proxy.stop();
  });
});

describe("causes on a real control plane", () => {
  const claimed = (name: string): object => ({
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: name } }],
  });
  const cases: [string, string, JobOptions, Record<string, string>?][] = [
    ["cpu", "unschedulable/cpu", { cpu: "64" }],
    ["claim", "volume/missing-claim", { pod: claimed("none") }],
    ["quota", "quota/exceeded", {}, { pods: "0" }],
  ];
  for (const [name, cause, job, hard] of cases) {
    it(`${cause} is known at once`, async (test) => {
      const namespace = await cluster.namespace(`cause-${name}`);
      if (hard !== undefined) await objects.quota(cluster.api, namespace, hard);
      const made = await live(await to(cluster.kubeconfig), namespace);
      const start = Date.now();
      await create(namespace, "1", job);
      await until(() => made.workloads[0]?.cause === cause, LIMIT);
      test.diagnostic(`${cause} after ${Date.now() - start} ms`);
    });
  }
});

describe("a connection that is refused", () => {
  const cases: [string, object, RegExp][] = [
    ["no rights", {}, /^You have no right to list pods in namespace default: ask for a role/],
    ["a wrong token", { token: "wrong" }, /does not accept your credentials: log in to it again/],
    ["a dead API", { server: "https://127.0.0.1:1" }, /connection refused\): start it/],
  ];
  for (const [name, user, sentence] of cases) {
    it(name, async () => {
      const connection = await to(await cluster.kubeconfigFor(user));
      await assert.rejects(connection.list("pods", "default"), (error) => {
        assert.ok(isClusterError(error));
        assert.match(error.message, sentence);
        return true;
      });
    });
  }

  it("tells what may be done", async () => {
    const right = { verb: "create", resource: "jobs", namespace: "default" } as const;
    assert.equal(await (await to(cluster.kubeconfig)).can(right), true);
    assert.equal(await (await to(await cluster.kubeconfigFor({}))).can(right), false);
  });
});

describe("flowlens pods", () => {
  const cli = (...words: string[]) =>
    execute(process.execPath, [join(root, "dist/cli.js"), "pods", ...words], {
      env: { PATH: process.env["PATH"], HOME: cluster.folder, KUBECONFIG: cluster.kubeconfig },
    });

  it("tells the same of a cluster, of its recording, and of the recording replayed", async () => {
    const namespace = await cluster.namespace("recorded");
    await create(namespace, "1", { cpu: "64" });
    await create(namespace, "2");
    const where = ["--namespace", namespace, "--format", "json"];
    let before = "";
    for (let i = 0; i < 50 && !before.includes("unschedulable/cpu"); i++) {
      before = (await cli(...where)).stdout;
    }
    const file = join(cluster.folder, "recorded.jsonl");
    const recorded = await cli(...where, "--record", file, "--for", "3s");
    assert.deepEqual(JSON.parse(recorded.stdout), JSON.parse(before));
    assert.equal((await cli("--replay", file, "--format", "json")).stdout, recorded.stdout);
    assert.doesNotMatch(readFileSync(file, "utf8"), /managedFields|"command"/);
    assert.match(before, /unschedulable\/cpu/);
  });

  it("fails with a sentence", async () => {
    await assert.rejects(cli("--context", "none"), (error: { code: number; stderr: string }) => {
      assert.equal(error.code, 2);
      assert.match(error.stderr, /no context none: choose from flowlens-test\.\n$/);
      return true;
    });
  });
});
