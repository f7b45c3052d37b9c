import "./fakeEditor";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, it } from "node:test";
import { ClusterSources } from "../../../extension/cluster/clusterSource";
import { FakeApi, kubeconfig, pod, status } from "../cluster/fakeApi";
import { until } from "../cluster/watching";

const scratch = mkdtempSync(join(tmpdir(), "flowlens-test-"));
const KUBECONFIG = join(scratch, "config");
const cluster = { context: "fake", namespace: "ml", environment: { KUBECONFIG } };
let api: FakeApi;
let sources: ClusterSources;

after(() => {
  rmSync(scratch, { recursive: true });
});
beforeEach(async () => {
  api = new FakeApi();
  await api.start();
  sources = new ClusterSources();
});
afterEach(async () => {
  sources.dispose();
  await api.close();
});

/** The user logs in: the kubeconfig has this server and token now. */
function login(url: string, token: string): void {
  writeFileSync(KUBECONFIG, JSON.stringify(kubeconfig(url, { token })));
}

/** Only this token is accepted. */
function accept(token: string): void {
  api.override = (_url, { headers }, response) => {
    if (headers.authorization === `Bearer ${token}`) return false;
    status(response, 401, "Unauthorized");
    return true;
  };
}

describe("a cluster that could not be had", () => {
  it("is watched again after a login, once the user is back", async () => {
    login(api.url, "old");
    accept("new");
    api.put("pods", "ADDED", pod("t-1"));
    const { source } = sources.hold(cluster);
    await until(() => source.status.kind === "stopped");
    assert.match(JSON.stringify(source.status), /log in to it again/);
    login(api.url, "new");
    source.revive();
    await until(() => source.status.kind === "live");
    assert.equal(source.state.pods.size, 1);
  });

  it("does not ask for a login at each look", async () => {
    login(api.url, "old");
    accept("new");
    const { source } = sources.hold(cluster);
    await until(() => source.status.kind === "stopped");
    source.revive();
    assert.equal(source.status.kind, "connecting");
    await until(() => source.status.kind === "stopped");
    source.revive();
    assert.equal(source.status.kind, "stopped");
  });

  it("is begun anew for the next who wants it", async () => {
    login(api.url, "old");
    accept("new");
    const { source } = sources.hold(cluster);
    await until(() => source.status.kind === "stopped");
    login(api.url, "new");
    sources.hold(cluster);
    await until(() => source.status.kind === "live");
  });

  it("is found at its new address", async () => {
    login("http://127.0.0.1:1", "new");
    const { source } = sources.hold(cluster);
    await until(() => source.status.kind === "retrying");
    login(api.url, "new");
    source.revive();
    await until(() => source.status.kind === "live");
  });

  it("is left alone while all is well, and when nobody wants it", async () => {
    login(api.url, "new");
    const lease = sources.hold(cluster);
    const { source } = lease;
    await until(() => source.status.kind === "live");
    source.revive();
    assert.equal(source.status.kind, "live");
    lease.dispose();
    await api.stop();
    source.revive();
    assert.equal(source.watching, false);
    await api.start();
  });
});
