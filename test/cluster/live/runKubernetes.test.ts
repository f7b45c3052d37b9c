import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "../../../runtime/cluster/kubernetes";
import type { RunEvent } from "../../../runtime/core/run";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { readMetaflow } from "../../../runtime/metaflow/installation";
import { runsWithStep } from "../../../runtime/metaflow/localDatastore";
import { createKubernetesRunner } from "../../../runtime/runners/kubernetes";
import { localRunner } from "../../../runtime/runners/local";
import type { Obstacle, RunRequest } from "../../../runtime/runners/runner";
import { root, startControlPlane, startS3, waitFor, type ControlPlane, type S3 } from "./bed";

const context = "flowlens-test";
const runner = createKubernetesRunner(connect);
const folder = mkdtempSync(join(tmpdir(), "flowlens-run-kubernetes-"));
let cluster: ControlPlane;
let s3: S3;
let version: string | null = null;
let count = 0;

before(async () => {
  cpSync(join(root, "examples/foreach_flow.py"), join(folder, "foreach_flow.py"));
  [cluster, s3] = await Promise.all([startControlPlane(), startS3()]);
  await cluster.namespace("team-a");
  version = (await readMetaflow(s3.python, process.env))?.version ?? null;
});
after(async () => {
  await Promise.all([cluster.stop(), s3.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** As the editor makes it: run the example there. */
function request(change: Partial<RunRequest> = {}, kubeconfig = cluster.kubeconfig): RunRequest {
  count++;
  return {
    ...{
      key: `k${count}`,
      kind: "run",
      flow: "WeatherFlow",
      file: join(folder, "foreach_flow.py"),
    },
    ...{ step: null, pathspec: null, stepDecorators: [], runnable: true, parameters: [] },
    ...{ neededEnvironment: null, options: defaultOptions, cwd: folder, python: s3.python },
    metaflowVersion: version,
    environment: { ...s3.env, METAFLOW_USER: "tester", KUBECONFIG: kubeconfig },
    logFile: join(folder, "logs", `${count}.log`),
    ignoreKubernetes: false,
    packageFolder: join(root, "runtime/metaflow/package"),
    where: "kubernetes",
    cluster: { context, namespace: "team-a", stepNamespaces: [] },
    ...change,
  };
}

const jobsOf = async (namespace: string) =>
  (await cluster.api.get(`/apis/batch/v1/namespaces/${namespace}/jobs`)).items;
const podsOf = async (namespace: string) =>
  (await cluster.api.get(`/api/v1/namespaces/${namespace}/pods`)).items;

interface MetaflowJob {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly command: readonly string[];
          readonly env: readonly { readonly name: string; readonly value?: string }[];
        }[];
      };
    };
  };
}

/** Starts it, waits for a pod, calls `then`, cancels, and gives what was told. */
async function untilPod(
  asked: RunRequest,
  then: (job: MetaflowJob) => Promise<void> = () => Promise.resolve(),
): Promise<readonly RunEvent[]> {
  const controller = new AbortController();
  const events: RunEvent[] = [];
  let looking: Promise<unknown> = Promise.resolve();
  for await (const event of runner.start(asked, controller.signal)) {
    events.push(event);
    if (event.type !== "started") continue;
    looking = (async () => {
      await waitFor("a pod", async () => (await podsOf("team-a")).length > 0, {
        milliseconds: 60_000,
      });
      await then((await jobsOf("team-a"))[0] as unknown as MetaflowJob);
    })().finally(() => {
      controller.abort();
    });
  }
  await looking;
  return events;
}

describe("a run on a real API server", { timeout: 600_000 }, () => {
  it("is a Job in the chosen namespace, and nothing once it is cancelled", async () => {
    const obstacles = await runner.check(request());
    assert.deepEqual(stops(obstacles), []);
    let kubeconfig = "";
    const asked = request();
    const events = await untilPod(asked, async ({ metadata }) => {
      assert.equal(metadata.annotations["metaflow/step_name"], "start");
      const started = { type: "started", at: 0, pid: process.pid } as const;
      kubeconfig = (await runner.record?.(asked, started))?.cluster?.kubeconfig ?? "";
      assert.ok(existsSync(kubeconfig));
    });
    assert.ok(events.some(({ type }) => type === "cancel-requested"));
    assert.equal(events.at(-1)?.type, "exited");
    assert.deepEqual(await jobsOf("team-a"), []);
    assert.deepEqual(await podsOf("team-a"), []);
    assert.equal(existsSync(kubeconfig), false);
  });

  it("leaves nothing when another window cancels it", async () => {
    const asked = request();
    const watching = runner.start(asked, new AbortController().signal);
    for await (const event of watching) {
      if (event.type !== "started") continue;
      const record = (await runner.record?.(asked, event)) ?? assert.fail("no record");
      await waitFor("a pod", async () => (await podsOf("team-a")).length > 0, {
        milliseconds: 60_000,
      });
      const later = new AbortController();
      for await (const again of runner.follow(record, later.signal))
        if (again.type === "task-started") later.abort();
      assert.deepEqual(await jobsOf("team-a"), []);
      assert.deepEqual(await podsOf("team-a"), []);
      break;
    }
  });

  it("of one step is one Job with the inputs of the chosen task", async () => {
    const options = { ...defaultOptions, datastore: "s3" };
    const events: RunEvent[] = [];
    const here = { ...request({ options }), where: "here" } as const;
    for await (const event of localRunner.start(here, new AbortController().signal))
      events.push(event);
    const last = events.at(-1);
    assert.ok(last?.type === "exited" && last.code === 0, JSON.stringify(last));
    const runs = await runsWithStep(join(folder, ".metaflow"), "WeatherFlow", "average", {
      datastore: "s3",
    });
    const task = runs[0]?.tasks.find(({ index }) => index === 1) ?? assert.fail("no task");
    const spin = { kind: "spin", step: "average", pathspec: task.pathspec } as const;
    assert.deepEqual(stops(await runner.check(request(spin))), []);
    await untilPod(request(spin), async ({ metadata, spec }) => {
      assert.equal((await jobsOf("team-a")).length, 1);
      assert.equal(metadata.annotations["metaflow/step_name"], "average");
      assert.notEqual(metadata.annotations["metaflow/run_id"], task.runId);
      const [container] = spec.template.spec.containers;
      assert.match(container?.command.join(" ") ?? "", /step average .*--split-index 1/);
      const inputs = container?.env.find(({ name }) => name === "METAFLOW_INPUT_PATHS_0")?.value;
      assert.match(inputs ?? "", new RegExp(`^:?${task.runId}/start/1`));
    });
    assert.deepEqual(await jobsOf("team-a"), []);
    assert.deepEqual(await podsOf("team-a"), []);
  });
});

describe("what is missing for a run on a real API server", { timeout: 300_000 }, () => {
  it("is said of rights, credentials, namespaces, contexts and dead servers", async () => {
    const of = async (asked: RunRequest) => stops(await runner.check(asked));
    assert.deepEqual(await of(request({}, await cluster.kubeconfigFor({}))), ["kubernetes/rights"]);
    const wrong = await cluster.kubeconfigFor({ token: "wrong" });
    assert.deepEqual(await of(request({}, wrong)), ["kubernetes/credentials"]);
    const dead = await cluster.kubeconfigFor({ server: "https://127.0.0.1:1" });
    assert.deepEqual(await of(request({}, dead)), ["kubernetes/unreachable"]);
    const nowhere = { context, namespace: "nowhere", stepNamespaces: [] };
    assert.deepEqual(await of(request({ cluster: nowhere })), ["kubernetes/namespace"]);
    const unknown = { context: "other", namespace: "team-a", stepNamespaces: [] };
    assert.deepEqual(await of(request({ cluster: unknown })), ["kubernetes/kubeconfig"]);
  });
});

function stops(obstacles: readonly Obstacle[]): readonly string[] {
  return obstacles.filter(({ severity }) => severity === "stop").map(({ id }) => id);
}
