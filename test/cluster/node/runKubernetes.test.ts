import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "../../../runtime/cluster/kubernetes";
import { advance, newRun } from "../../../runtime/core/advance";
import { flowShape } from "../../../runtime/core/flowShape";
import { readFlow } from "../../../runtime/core/readFlow";
import type { RunState } from "../../../runtime/core/run";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { readMetaflow } from "../../../runtime/metaflow/installation";
import { runsWithStep } from "../../../runtime/metaflow/localDatastore";
import { createKubernetesRunner } from "../../../runtime/runners/kubernetes";
import type { RunRequest } from "../../../runtime/runners/runner";
import { noNode, root, startCluster, type Cluster } from "../live/bed";

const runner = createKubernetesRunner(connect);
const folder = mkdtempSync(join(tmpdir(), "flowlens-run-node-"));
let cluster: Cluster;
let version: string | null = null;
let count = 0;

async function prepare(): Promise<void> {
  for (const name of ["foreach_flow.py", "long_running_flow.py"])
    cpSync(join(root, "examples", name), join(folder, name));
  cluster = await startCluster();
  await cluster.namespace("team-a");
  version = (await readMetaflow(cluster.s3.python, process.env))?.version ?? null;
}

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function request(name: string, flow: string, change: Partial<RunRequest> = {}): RunRequest {
  count++;
  return {
    ...{ key: `k${count}`, kind: "run", flow, file: join(folder, name), step: null },
    ...{ pathspec: null, stepDecorators: [], runnable: true, parameters: [], cwd: folder },
    ...{ neededEnvironment: null, options: defaultOptions, python: cluster.s3.python },
    metaflowVersion: version,
    environment: { ...cluster.env, KUBECONFIG: cluster.kubeconfig },
    logFile: join(folder, "logs", `${count}.log`),
    ignoreKubernetes: false,
    packageFolder: join(root, "runtime/metaflow/package"),
    where: "kubernetes",
    cluster: { context: "flowlens-test", namespace: "team-a", stepNamespaces: [] },
    ...change,
  };
}

interface Outcome {
  readonly state: RunState;
  readonly log: string;
}

/** Runs it to its end; `cancelAt`: cancelled when its output says that. */
async function outcomeOf(asked: RunRequest, cancelAt?: RegExp): Promise<Outcome> {
  const obstacles = await runner.check(asked);
  assert.deepEqual(
    obstacles.filter(({ severity }) => severity === "stop"),
    [],
  );
  const [flow] = readFlow(await readFile(asked.file, "utf8")).flows;
  assert.ok(flow !== undefined);
  const steps = asked.step === null ? flow.steps.map(({ name }) => name) : [asked.step];
  const { key, kind, flow: name } = asked;
  let state = newRun({ key, flow: name, kind, steps, startedAt: Date.now() });
  const controller = new AbortController();
  for await (const event of runner.start(asked, controller.signal)) {
    state = advance(state, event, flowShape(flow));
    if (event.type === "output" && cancelAt?.test(event.text) === true) controller.abort();
  }
  return { state, log: await readFile(asked.logFile, "utf8") };
}

const activePods = async () =>
  (await cluster.api.get("/api/v1/namespaces/team-a/pods")).items.filter(({ status }) =>
    ["Pending", "Running"].includes(String((status as { phase?: string } | undefined)?.phase)),
  );

describe("a run in pods", { timeout: 1_200_000, skip: noNode }, () => {
  before(prepare);
  after(() => cluster.stop());

  it("of a foreach goes to its end", async () => {
    const { state, log } = await outcomeOf(request("foreach_flow.py", "WeatherFlow"));
    assert.equal(state.status, "succeeded", log);
    assert.deepEqual(
      state.steps.map(({ name, state: each, tasks }) => [name, each, tasks.length]),
      [
        ["start", "succeeded", 1],
        ["average", "succeeded", 3],
        ["compare", "succeeded", 1],
        ["end", "succeeded", 1],
      ],
    );
    assert.match(log, /\[pod t-/);
  });

  for (const [step, index, pattern] of [
    ["average", 1, /Lisbon: 16.1/],
    ["compare", null, /Task finished successfully/],
    ["start", null, /Foreach yields 3/],
  ] as const)
    it(`of one step (${step}) is one task, fed by the earlier run`, async () => {
      const runs = await runsWithStep(join(folder, ".metaflow"), "WeatherFlow", step, {
        datastore: "s3",
      });
      const task = runs[0]?.tasks.find((each) => each.index === index) ?? assert.fail("no task");
      const spin = { kind: "spin", step, pathspec: task.pathspec } as const;
      const { state, log } = await outcomeOf(request("foreach_flow.py", "WeatherFlow", spin));
      assert.equal(state.status, "succeeded", log);
      assert.notEqual(state.runId, task.runId);
      assert.deepEqual(
        state.steps.map(({ name, tasks }) => [name, tasks.length]),
        [[step, 1]],
      );
      assert.match(log, pattern);
    });

  it("that is cancelled leaves no pod", async () => {
    const asked = request("long_running_flow.py", "LongRunningFlow");
    const flow = readFlow(await readFile(asked.file, "utf8")).flows[0]?.name ?? "";
    const { state } = await outcomeOf({ ...asked, flow }, /2 of 45 s/);
    assert.equal(state.status, "cancelled");
    assert.deepEqual(await activePods(), []);
    assert.equal(existsSync(asked.logFile), true);
  });
});
