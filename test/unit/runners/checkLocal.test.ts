import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { checkLocal, checkMachine } from "../../../runtime/runners/checkLocal";
import type { RunRequest } from "../../../runtime/runners/runner";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "flowlens check "));
  await writeFile(join(root, "flow.py"), "");
});
after(() => rm(root, { recursive: true }));

const request = (change: Partial<RunRequest> = {}): RunRequest => ({
  key: "k",
  kind: "run",
  file: join(root, "flow.py"),
  flow: "F",
  step: null,
  pathspec: null,
  stepDecorators: [],
  runnable: true,
  neededEnvironment: null,
  parameters: [],
  options: defaultOptions,
  cwd: root,
  python: "/usr/bin/python3",
  metaflowVersion: "2.19.39",
  environment: { METAFLOW_USER: "ada", HOME: root },
  logFile: join(root, "log"),
  ignoreKubernetes: false,
  packageFolder: "/package",
  ...change,
});
const spin = (change: Partial<RunRequest> = {}) =>
  request({ kind: "spin", step: "work", pathspec: "1/work/2", ...change });
const user = { METAFLOW_USER: "ada" };
const withOptions = (options: Partial<RunRequest["options"]>, environment = {}) =>
  request({
    options: { ...defaultOptions, ...options },
    environment: { ...user, HOME: root, ...environment },
  });

async function said(asked: RunRequest): Promise<readonly string[]> {
  return (await checkLocal(asked)).map(({ severity, id }) => `${severity} ${id}`);
}

describe("checkLocal", () => {
  it("has nothing to say when all is well", async () => {
    assert.deepEqual(await said(request()), []);
    assert.deepEqual(await said(spin()), []);
  });

  it("every sentence is one sentence, and names what to do where something must be done", async () => {
    const all = await Promise.all(
      [
        request({ file: join(root, "no.py"), cwd: join(root, "no"), python: null }),
        request({ metaflowVersion: null }),
        spin({ metaflowVersion: "2.18.0" }),
        spin({ stepDecorators: ["parallel"] }),
        spin({ pathspec: null }),
        spin({ stepDecorators: ["retry"] }),
        withOptions({ datastore: "s3" }),
        withOptions({ metadata: "service" }),
        request({ ignoreKubernetes: true }),
        request({ ignoreKubernetes: true, packageFolder: null }),
        request({ runnable: false }),
        request({ neededEnvironment: "pypi" }),
      ].map((asked) => checkLocal(asked)),
    );
    for (const { sentence, severity } of all.flat()) {
      assert.match(sentence, /^[A-Z@/].*[^.]\.$/);
      if (severity === "stop") assert.match(sentence, /[:,]/, sentence);
    }
  });

  it("a Python and a Metaflow are needed", async () => {
    assert.deepEqual(await said(request({ python: null })), ["stop python/missing"]);
    const [missing] = await checkLocal(request({ metaflowVersion: null }));
    assert.deepEqual([missing?.id, missing?.action], ["metaflow/missing", "install-metaflow"]);
    assert.deepEqual(await said(request({ metaflowVersion: "unknown" })), []);
  });

  it("running one step needs a new enough Metaflow, an earlier run and no @parallel", async () => {
    assert.deepEqual(await said(spin({ metaflowVersion: "2.18.12" })), ["stop spin/too-old"]);
    assert.deepEqual(await said(spin({ metaflowVersion: "unknown" })), []);
    assert.deepEqual(await said(spin({ stepDecorators: ["parallel"] })), ["stop spin/parallel"]);
    const [none] = await checkLocal(spin({ pathspec: null }));
    assert.deepEqual([none?.id, none?.action], ["spin/no-run", "run-flow-first"]);
    const [ignored] = await checkLocal(spin({ stepDecorators: ["retry", "card", "kubernetes"] }));
    assert.equal(ignored?.sentence, "Running a single step leaves out @retry, @kubernetes.");
  });

  it("a flow that its file never starts cannot be run, nor a step of it", async () => {
    assert.deepEqual(await said(request({ runnable: false })), ["stop flow/not-started"]);
    assert.deepEqual(await said(spin({ runnable: false })), ["stop flow/not-started"]);
  });

  it("@pypi and @conda need their environment, from wherever Metaflow takes it", async () => {
    const needing = request({ neededEnvironment: "conda" });
    const [needed] = await checkLocal(needing);
    assert.deepEqual([needed?.id, needed?.action], ["environment/needed", "use-environment"]);
    const chosen = withOptions({ environment: "pypi" });
    assert.deepEqual(await said({ ...chosen, neededEnvironment: "conda" }), []);
    const configured = withOptions({}, { METAFLOW_DEFAULT_ENVIRONMENT: "conda" });
    assert.deepEqual(await said({ ...configured, neededEnvironment: "conda" }), []);
  });

  it("a remote datastore needs a root, from wherever Metaflow takes it", async () => {
    assert.deepEqual(await said(withOptions({ datastore: "s3" })), ["stop datastore/no-root"]);
    const s3 = { METAFLOW_DATASTORE_SYSROOT_S3: "s3://bucket/mf" };
    assert.deepEqual(await said(withOptions({ datastore: "s3" }, s3)), ["notice datastore/remote"]);
    assert.deepEqual(await said(withOptions({}, s3)), []);
    await mkdir(join(root, ".metaflowconfig"), { recursive: true });
    const file = join(root, ".metaflowconfig", "config_cloud.json");
    await writeFile(file, JSON.stringify({ METAFLOW_DEFAULT_DATASTORE: "gs" }));
    const profile = withOptions({}, { METAFLOW_PROFILE: "cloud" });
    assert.deepEqual(await said(profile), ["stop datastore/no-root"]);
  });

  it("service metadata needs the service's address", async () => {
    assert.deepEqual(await said(withOptions({ metadata: "service" })), [
      "stop metadata/no-service",
    ]);
    const service = { METAFLOW_SERVICE_URL: "http://localhost:8080" };
    const told = await said(withOptions({ metadata: "service" }, service));
    assert.deepEqual(told, ["notice metadata/service"]);
  });

  it("says that @kubernetes is left out, but only where it is", async () => {
    const local = request({ ignoreKubernetes: true });
    assert.deepEqual(await said(local), ["notice kubernetes/local"]);
    const s3 = { METAFLOW_DATASTORE_SYSROOT_S3: "s3://b" };
    const remote = { ...withOptions({ datastore: "s3" }, s3), ignoreKubernetes: true };
    assert.deepEqual(await said(remote), ["notice datastore/remote"]);
    assert.deepEqual(await said({ ...local, packageFolder: null }), ["stop kubernetes/no-package"]);
  });

  it("says whose name it takes when there is none", async () => {
    const nobody = { METAFLOW_USER: "", SUDO_USER: "", USERNAME: "", USER: "root", HOME: root };
    assert.deepEqual(await said(request({ environment: nobody })), ["notice user/missing"]);
  });
});

describe("checkMachine", () => {
  it("sends Windows users to WSL", () => {
    assert.match(checkMachine("win32")[0]?.sentence ?? "", /WSL/);
    assert.deepEqual([...checkMachine("linux"), ...checkMachine("darwin")], []);
  });
});
