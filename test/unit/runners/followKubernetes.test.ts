import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { createKubernetesRunner } from "../../../runtime/runners/kubernetes";
import type { FollowOptions, RunRecord } from "../../../runtime/runners/runner";
import { FakeCluster, marked, trouble } from "./fakeCluster";

const folder = mkdtempSync(join(tmpdir(), "flowlens kubernetes "));
after(() => {
  rmSync(folder, { recursive: true });
});

const logFile = join(folder, "log");
/** Its process is gone, and so is its kubeconfig: the next window's sweep took it. */
const record: RunRecord = {
  ...{ key: "k1", kind: "run", flow: "F", file: "/f.py", step: null, where: "kubernetes" },
  ...{ pid: 2_147_483_600, processStart: "1", startedAt: 1, logFile, datastoreRoot: folder },
  cluster: {
    ...{ context: "dev", namespace: "ml", stepNamespaces: [] },
    kubeconfig: join(folder, "flowlens-kubeconfig-gone", "config"),
  },
};

interface Followed {
  readonly cluster: FakeCluster;
  readonly environments: readonly NodeJS.ProcessEnv[];
  readonly types: readonly string[];
}

async function follow(options: FollowOptions, cluster: FakeCluster): Promise<Followed> {
  writeFileSync(
    logFile,
    "2026-01-01 00:00:00.000 Workflow starting (run-id 7):\n2026-01-01 00:00:01.000 Workflow failed.\n",
  );
  const environments: NodeJS.ProcessEnv[] = [];
  const runner = createKubernetesRunner(({ environment }) => {
    environments.push(environment);
    return Promise.resolve(cluster.connection);
  });
  const types: string[] = [];
  for await (const { type } of runner.follow(record, new AbortController().signal, options))
    types.push(type);
  return { cluster, environments, types };
}

const today = { KUBECONFIG: "/home/ada/config", AWS_PROFILE: "ml" };
const environment = (): Promise<typeof today> => Promise.resolve(today);

function withJob(): FakeCluster {
  const cluster = new FakeCluster();
  cluster.jobs = [marked("t-1", "F", "7")];
  return cluster;
}

describe("a run on Kubernetes that failed while no window was open", () => {
  it("leaves no pod: today's kubeconfig and variables lead to its cluster", async () => {
    const { cluster, environments, types } = await follow({ environment }, withJob());
    assert.deepEqual(cluster.removed, ["jobs t-1"]);
    assert.equal(environments.length, 1);
    assert.equal(environments[0]?.["KUBECONFIG"], today.KUBECONFIG);
    assert.equal(environments[0]["AWS_PROFILE"], "ml");
    assert.equal(types.at(-1), "exited");
  });

  it("says what may be left when its cluster cannot be asked any more", async () => {
    const cluster = withJob();
    cluster.onList = () => {
      throw trouble("unreachable", "The cluster cannot be reached.");
    };
    await follow({ environment }, cluster);
    assert.match(readFileSync(logFile, "utf8"), /may be left in context dev, namespace ml\. The/);
  });

  it("is only read once its end was seen", async () => {
    const { cluster, environments } = await follow({ ended: true }, withJob());
    assert.deepEqual([cluster.removed, environments], [[], []]);
  });
});
