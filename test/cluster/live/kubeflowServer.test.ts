import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, it } from "node:test";
import {
  readPipeline,
  readRuns,
  type FlowRuns,
  type KubeflowServer,
} from "../../../runtime/deploy/kubeflowServer";
import { root } from "./bed";
import { kubeflowPython, startKubeflowApi, type KubeflowApi } from "./kubeflowApi";

// The program that asks is real, and so is kfp; the server is a stand-in.

const never = new AbortController().signal;
let api: KubeflowApi;
let python: string;
let experiment: string;
before(async () => {
  api = await startKubeflowApi();
  python = await kubeflowPython();
  const made = await post("experiments", JSON.stringify({ display_name: "Default" }));
  experiment = made["experiment_id"] ?? "";
});
after(() => api.stop());

async function post(path: string, body: FormData | string): Promise<Record<string, string>> {
  const response = await fetch(`${api.url}/apis/v2beta1/${path}`, { method: "POST", body });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return (await response.json()) as Record<string, string>;
}

function upload(path: string, image: string): Promise<Record<string, string>> {
  const container = { container: { image } };
  const spec = {
    pipelineInfo: { name: "trainflow" },
    schemaVersion: "2.1.0",
    root: { dag: {} },
    deploymentSpec: { executors: { "exec-start": container } },
  };
  const form = new FormData();
  form.set("uploadfile", new Blob([JSON.stringify(spec)]), "pipeline.yaml");
  return post(`pipelines/${path}`, form);
}

interface Version {
  readonly pipeline_id: string;
  readonly pipeline_version_id: string;
}

/** A pipeline with one version of its own name, as an upload makes it. */
async function pipeline(name: string): Promise<Version> {
  const { pipeline_id = "" } = await upload(`upload?name=${name}`, "one");
  const versions = await fetch(`${api.url}/apis/v2beta1/pipelines/${pipeline_id}/versions`);
  const told = (await versions.json()) as { readonly pipeline_versions: readonly Version[] };
  const [version] = told.pipeline_versions;
  assert.ok(version !== undefined);
  return version;
}

async function run({ pipeline_id, pipeline_version_id }: Version): Promise<string> {
  const pipeline_version_reference = { pipeline_id, pipeline_version_id };
  const asked = { experiment_id: experiment, display_name: "r", pipeline_version_reference };
  return (await post("runs", JSON.stringify(asked)))["run_id"] ?? "";
}

function serverAt(url: string): KubeflowServer {
  const packageFolder = join(root, "runtime/metaflow/package");
  const env = { ...process.env, HOME: "/nonexistent", PYTHONDONTWRITEBYTECODE: "1" };
  return { url, python, packageFolder, cwd: root, env };
}

/** What is said when there is no answer. */
async function refusal(url: string): Promise<string> {
  const answer = await readPipeline(serverAt(url), "F", never);
  assert.ok(!answer.known);
  return answer.refusal.sentence;
}

async function runsOf(flow: string, name: string | null): Promise<FlowRuns> {
  const found = await readRuns(serverAt(api.url), flow, name, never);
  assert.ok(found.known);
  return found;
}

it("tells the newest version of a pipeline, and that there is none", async () => {
  const { pipeline_id } = await pipeline("Trained");
  await upload(`upload_version?name=2&pipelineid=${pipeline_id}`, "two");
  const newest = await readPipeline(serverAt(api.url), "Trained", never);
  assert.ok(newest.known);
  assert.match(JSON.stringify(newest.template), /"image":"two"/);
  assert.deepEqual(newest.crons, []);
  const none = await readPipeline(serverAt(api.url), "Train", never);
  assert.deepEqual(none, { known: true, template: null, crons: [] });
});

it("finds a flow's runs under all its names, however many others there are", async () => {
  const own = await pipeline("RunsFlow");
  const named = await pipeline("nightly");
  const branch = await pipeline("demo.test.b.RunsFlow");
  const other = await pipeline("MyRunsFlow");
  const first = await run(own);
  for (let i = 0; i < 120; i++) await run(other);
  const second = await run(branch);
  const third = await run(named);
  api.setRun(second, { state: "FAILED", error: { message: "out of memory" } });
  const { pipelines, runs } = await runsOf("RunsFlow", "nightly");
  assert.deepEqual(pipelines.map(({ name }) => name).sort(), [
    ...["RunsFlow", "demo.test.b.RunsFlow", "nightly"],
  ]);
  assert.deepEqual(
    runs.map(({ runId, pipeline, phase, message, finished }) => [
      ...[runId, pipeline, phase, message, finished],
    ]),
    [
      [`kfp-${third}`, named.pipeline_id, "Pending", null, false],
      [`kfp-${second}`, branch.pipeline_id, "Failed", "out of memory", true],
      [`kfp-${first}`, own.pipeline_id, "Pending", null, false],
    ],
  );
  assert.match(runs[0]?.createdAt ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)$/);
  assert.deepEqual(await runsOf("Nothing", null), { known: true, pipelines: [], runs: [] });
});

it("says why there is no answer", async () => {
  try {
    for (const [status, sentence] of [
      [401, /refuses you \(401\)/],
      [403, /refuses you \(403\)/],
      [404, /is not the API of Kubeflow Pipelines/],
      ["page", /is not the API of Kubeflow Pipelines/],
      [503, /failed \(503\)/],
    ] as const) {
      api.answer(status);
      assert.match(await refusal(api.url), sentence);
    }
  } finally {
    api.answer(null);
  }
  assert.match(await refusal("http://127.0.0.1:9"), /does not answer/);
  const server = { ...serverAt(api.url), packageFolder: "/nowhere" };
  const failed = await readPipeline(server, "F", never);
  assert.ok(!failed.known);
  assert.deepEqual(failed.refusal.next, null);
  assert.match(failed.output, /kubeflow_server\.py/);
});

it("does not wait long for a server that hangs, and can be cancelled", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  try {
    const cancel = AbortSignal.timeout(2000);
    await assert.rejects(readPipeline(serverAt(url), "F", cancel), { name: "TimeoutError" });
    const start = Date.now();
    assert.match(await refusal(url), /does not answer/);
    assert.ok(Date.now() - start < 40_000, `${Date.now() - start} ms`);
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});
