import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { createDockerRunner } from "../../../runtime/runners/docker";
import type { RunRequest } from "../../../runtime/runners/runner";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "flowlens docker "));
  await writeFile(join(root, "flow.py"), "");
});
after(() => rm(root, { recursive: true }));

const request = (change: Partial<RunRequest> = {}): RunRequest => ({
  ...{ key: "k", kind: "run", file: join(root, "flow.py"), flow: "F" },
  ...{ step: null, pathspec: null, stepDecorators: [], runnable: true, neededEnvironment: null },
  ...{ parameters: [], options: defaultOptions, cwd: root, python: "/usr/bin/python3" },
  metaflowVersion: "2.19.39",
  environment: { METAFLOW_USER: "ada", HOME: root, METAFLOW_DEFAULT_DATASTORE: "s3" },
  logFile: join(root, "log"),
  ...{ ignoreKubernetes: false, packageFolder: "/package" },
  ...change,
});

/** A runner whose program for Docker is this script. */
async function runnerWith(script: string) {
  const bundle = join(root, "docker.js");
  await writeFile(bundle, script);
  return createDockerRunner(bundle);
}
const answering = (sentence: string | null) =>
  runnerWith(`console.log(${JSON.stringify(JSON.stringify({ sentence }))})`);

describe("the check of a run in Docker", () => {
  it("has nothing to say when all is well, whatever is configured for clusters", async () => {
    const runner = await answering(null);
    assert.deepEqual(await runner.check(request()), []);
    const spin = request({
      ...{ kind: "spin", step: "train", pathspec: "1/train/2" },
      stepDecorators: ["kubernetes"],
    });
    assert.deepEqual(await runner.check(spin), []);
  });

  it("passes on why there is no engine", async () => {
    const runner = await answering("Start Docker.");
    const [stop, ...more] = await runner.check(request());
    assert.deepEqual(more, []);
    assert.deepEqual(
      [stop?.severity, stop?.id, stop?.sentence],
      ["stop", "docker/engine", "Start Docker."],
    );
  });

  it("a program that breaks is a sentence, too", async () => {
    const runner = await runnerWith("process.exit(3)");
    const [stop] = await runner.check(request());
    assert.match(stop?.sentence ?? "", /^Docker could not be asked \(.*\): restart Docker/);
  });

  it("ends when it is cancelled", async () => {
    const runner = await runnerWith("setInterval(() => {}, 1000)");
    const cancel = new AbortController();
    const checked = runner.check(request(), cancel.signal);
    setTimeout(() => {
      cancel.abort();
    }, 50);
    await assert.rejects(checked, { name: "AbortError" });
  });

  it("data elsewhere stops it, packages elsewhere are said", async () => {
    const runner = await answering(null);
    const remote = request({ options: { ...defaultOptions, datastore: "azure" } });
    const ids = (await runner.check(remote)).map(({ severity, id }) => `${severity} ${id}`);
    assert.ok(ids.includes("stop docker/datastore"), ids.join());
    const packed = request({
      neededEnvironment: "pypi",
      options: { ...defaultOptions, environment: "pypi" },
    });
    const [notice] = await runner.check(packed);
    assert.match(notice?.sentence ?? "", /Packages of @pypi are not put into containers/);
  });
});

describe("what a run in Docker starts", () => {
  it("a spun step without the decorator is given it", async () => {
    const runner = await answering(null);
    const spin = { kind: "spin", step: "train", pathspec: "1/train/2" } as const;
    const words = await runner.arguments?.(request(spin));
    assert.ok(words?.join(" ").includes("--with kubernetes spin 1/train/2"), words?.join(" "));
    const own = await runner.arguments?.(request({ ...spin, stepDecorators: ["kubernetes"] }));
    assert.ok(!own?.includes("--with"));
    assert.ok(!(await runner.arguments?.(request()))?.includes("--with"));
  });
});
