import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { Json } from "../../../runtime/core/cluster/json";
import { pipelineChangesSentence } from "../../../runtime/core/deploy/pipelineChanges";
import { kubeflowArguments } from "../../../runtime/deploy/deployment";
import { kubeflowTrouble } from "../../../runtime/deploy/kubeflowPackage";
import { compiledPipeline, pipelinePreview } from "../../../runtime/deploy/pipeline";
import { scratchMetaflowHome } from "../../../runtime/deploy/scratchHome";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";

const folder = mkdtempSync(join(tmpdir(), "flowlens pipeline "));
after(() => {
  rmSync(folder, { recursive: true });
});

const sha = "702d6537404820bc0c7dcca75cd942aa0aa64d71";

/** A step as it is printed, cut to what counts; its executor's name is made fit for Kubernetes. */
const executor = (step: string, memory: string, code: string, token: string): string => `
    exec-${step.replace("_", "-")}:
      container:
        args:
        - mkdir metaflow && cd metaflow && get s3://b/metaflow/F/data/${code.slice(0, 2)}/${code}
        env:
        - name: METAFLOW_STEP_NAME
          value: ${step}
        - name: KFP_PIPELINE_NAME
          value: TrainFlow
        - name: METAFLOW_CODE_SHA
          value: ${code}
        - name: METAFLOW_PRODUCTION_TOKEN
          value: ${token}
        - name: METAFLOW_VERSION
          value: '{"flow_name": "TrainFlow", "production_token": "${token}"}'
        resources:
          resourceMemoryRequest: ${memory}`;

interface Printed {
  readonly steps?: readonly string[];
  readonly memory?: string;
  readonly code?: string;
  readonly token?: string;
  readonly root?: string;
}

function print({ steps = ["start", "end_all"], ...rest }: Printed = {}): string {
  const { memory = "8192M", code = sha, token = "trainflow-0-abcd", root = "{}" } = rest;
  return `loading data
# PIPELINE DEFINITION
# Name: trainflow
deploymentSpec:
  executors:${steps.map((step) => executor(step, memory, code, token)).join("")}
pipelineInfo:
  name: trainflow
root: ${root}
---
platforms:
  kubernetes:
    deploymentSpec:
      executors:
        exec-start:
          podMetadata:
            annotations:
              metaflow/production_token: ${token}
`;
}

/** What a server tells of that pipeline. */
function told(printed: Printed): Json {
  const compiled = compiledPipeline(print(printed));
  assert.ok(compiled !== null);
  const { spec, platform } = compiled.parts;
  return JSON.parse(JSON.stringify({ pipeline_spec: spec, platform_spec: platform })) as Json;
}

function preview(now: Printed, before: Printed | null): ReturnType<typeof pipelinePreview> {
  const compiled = compiledPipeline(print(now));
  assert.ok(compiled !== null);
  return pipelinePreview(compiled, {
    known: true,
    template: before === null ? null : told(before),
  });
}

function says(now: Printed, before: Printed | null): string {
  const { changes } = preview(now, before);
  assert.ok(changes !== null);
  return pipelineChangesSentence(changes);
}

describe("a compiled pipeline", () => {
  it("is found in what Metaflow prints, under its name on the server, and read in parts", () => {
    const compiled = compiledPipeline(print());
    assert.ok(compiled !== null);
    const { name, after, before, changes } = pipelinePreview(compiled, { known: false });
    assert.deepEqual([name, before, changes], ["TrainFlow", null, null]);
    assert.ok(after.includes("            mkdir metaflow &&\n"));
    assert.match(after, /\n---\nplatforms:\n {2}kubernetes:\n/);
    for (const secret of [sha, "trainflow-0-abcd"]) assert.ok(!after.includes(secret), secret);
  });

  it("is not made up", () => {
    for (const text of [
      "",
      "a: 1",
      "a: [",
      "# PIPELINE DEFINITION\n",
      "# PIPELINE DEFINITION\n- 1\n",
    ])
      assert.equal(compiledPipeline(text), null);
  });

  it("is the deployed one but for the token and the code package", () => {
    const { before, after } = preview({ token: "trainflow-0-wxyz" }, { code: "f".repeat(40) });
    assert.equal(before, after);
  });

  it("differs in what was edited", () => {
    const { before, after } = preview({ memory: "9000M" }, {});
    const [old, now] = [(before ?? "").split("\n"), after.split("\n")];
    assert.deepEqual(
      now.filter((line, i) => line !== old[i]).map((line) => line.trim()),
      ["resourceMemoryRequest: 9000M", "resourceMemoryRequest: 9000M"],
    );
  });

  it("tells its changes by step", () => {
    assert.match(says({}, null), /^Nothing of that name is deployed there yet: 2 steps will be\.$/);
    assert.equal(says({}, {}), "Neither the pipeline nor the code changes.");
    assert.equal(says({ code: "f".repeat(40) }, {}), "Only the code changes, not the pipeline.");
    assert.equal(
      says({ steps: ["start", "join", "end_all"], root: "{dag: {tasks: {join: {}}}}" }, {}),
      "Adds 1 step (join). The code stays the same.",
    );
    assert.match(says({ memory: "1M" }, {}), /^Changes 2 steps \(start, end_all\)\./);
    assert.match(says({ steps: ["start"] }, {}), /^Removes 1 step \(end_all\)\./);
    assert.match(says({ root: "{inputDefinitions: {parameters: {a: {}}}}" }, {}), /the parameters/);
    assert.match(says({ root: "{dag: {tasks: {a: {}}}}" }, {}), /^Changes the graph\./);
  });

  it("is compared with one that has nothing to say to Kubernetes, and with a strange one", () => {
    const compiled = compiledPipeline(print());
    assert.ok(compiled !== null);
    const plain = told({})["pipeline_spec"] as Json;
    const { before } = pipelinePreview(compiled, { known: true, template: plain });
    assert.ok(before !== null && !before.includes("---"));
    const strange = pipelinePreview(compiled, { known: true, template: { a: 1 } });
    assert.equal(strange.before, "a: 1\n");
    assert.deepEqual(strange.changes?.added, ["start", "end_all"]);
  });
});

describe("a command of the Kubeflow deployer", () => {
  const deploy = { name: "n", branch: null, production: false, tags: ["t"], maxWorkers: 3 };
  const request = { file: "/f.py", options: { ...defaultOptions, datastore: "s3" }, deploy };
  const top = ["-u", "/f.py", "--no-pylint", "--datastore", "s3", "kubeflow-pipelines"];
  const rest = ["create", "--tag", "t", "--max-workers", "3"];

  it("previews without asking the server", () => {
    const args = kubeflowArguments(request, { kind: "preview" }, "http://k");
    assert.deepEqual(args, [...top, "--name", "n", "--url", "", ...rest, "--only-yaml"]);
  });

  it("gives it the parameters that it does not go without", () => {
    const parameters = [{ name: "rate", value: "-1" }];
    const args = kubeflowArguments(request, { kind: "preview" }, "u", parameters);
    assert.deepEqual(args.slice(-2), ["--only-yaml", "--rate=-1"]);
  });

  it("deploys to the server", () => {
    const args = kubeflowArguments(request, { kind: "create", authorize: "t0" }, "http://k");
    assert.deepEqual(args, [...top, "--name", "n", "--url", "http://k", ...rest, "--authorize=t0"]);
  });
});

describe("a command on a pipeline that is deployed", () => {
  const deploy = { name: null, branch: "b", production: true, tags: ["t"], maxWorkers: 3 };
  const request = { file: "/f.py", options: defaultOptions, deploy };
  const top = ["-u", "/f.py", "--no-pylint", "--branch", "b", "--production"];

  it("triggers it with parameters", () => {
    const parameters = [{ name: "rate", value: "-1" }];
    const command = { kind: "trigger", parameters, runIdFile: "/id" } as const;
    const rest = ["--url", "http://k", "trigger", "--run-id-file", "/id", "--rate=-1"];
    assert.deepEqual(kubeflowArguments(request, command, "http://k"), [
      ...top,
      "kubeflow-pipelines",
      ...rest,
    ]);
  });

  it("terminates a run by Kubeflow's own id", () => {
    const command = { kind: "terminate", runId: "kfp-1-2", authorize: "t" } as const;
    const rest = ["--url", "u", "terminate", "--kfp-run-id", "1-2", "--authorize=t"];
    assert.deepEqual(kubeflowArguments(request, command, "u"), [
      ...top,
      "kubeflow-pipelines",
      ...rest,
    ]);
  });
});

describe("the Kubeflow deployer of an interpreter", () => {
  const python = (name: string, ...packages: readonly string[]): string => {
    const prefix = join(folder, name);
    mkdirSync(join(prefix, "bin"), { recursive: true });
    writeFileSync(join(prefix, "pyvenv.cfg"), "version = 3.11.2\n");
    writeFileSync(join(prefix, "bin", "python"), "");
    const site = join(prefix, "lib", "python3.11", "site-packages");
    for (const one of ["metaflow-2.19.22", ...packages])
      mkdirSync(join(site, `${one}.dist-info`), { recursive: true });
    return join(prefix, "bin", "python");
  };

  it("is missing, or does not go with a newer Metaflow", async () => {
    const none = python("none");
    assert.equal(await kubeflowTrouble(none, {}, "2.19.22"), "missing");
    assert.equal(await kubeflowTrouble(none, {}, null), "missing");
    assert.equal(await kubeflowTrouble(none, {}, "2.19.39"), "missing-and-too-new");
    const old = python("old", "metaflow_kubeflow-0.0.4");
    assert.equal(await kubeflowTrouble(old, {}, "2.19.22"), null);
    assert.equal(await kubeflowTrouble(old, {}, "2.19.23"), "too-new");
    assert.equal(await kubeflowTrouble(old, {}, "unknown"), null);
    const mended = python("mended", "metaflow_kubeflow-0.0.5");
    assert.equal(await kubeflowTrouble(mended, {}, "2.19.39"), null);
  });
});

describe("a METAFLOW_HOME for a preview", () => {
  it("has the user's config files and no tokens, and goes away", async () => {
    const source = join(folder, "home");
    mkdirSync(source);
    for (const name of ["config.json", "config_dev.json", "trainflow"])
      writeFileSync(join(source, name), "{}");
    const home = await scratchMetaflowHome({ METAFLOW_HOME: source }, folder, { tokens: false });
    assert.deepEqual(home.variables, { METAFLOW_HOME: home.path, METAFLOW_TOKEN_HOME: home.path });
    assert.deepEqual(filesOf(home.path), ["config.json", "config_dev.json"]);
    home.dispose();
    assert.throws(() => readdirSync(home.path));
    const none = await scratchMetaflowHome({}, join(folder, "nowhere"), { tokens: true });
    assert.deepEqual(filesOf(none.path), []);
    none.dispose();
  });

  it("has copies of the tokens where the preview asks for them, from their own folder too", async () => {
    const [source, own] = [join(folder, "both"), join(folder, "tokens")];
    for (const name of [source, own]) mkdirSync(join(name, "folder"), { recursive: true });
    for (const name of ["config.json", "here"]) writeFileSync(join(source, name), "{}");
    for (const name of ["config.json", "there"]) writeFileSync(join(own, name), "[]");
    const copied = async (environment: NodeJS.ProcessEnv): Promise<readonly string[]> => {
      const home = await scratchMetaflowHome(environment, folder, { tokens: true });
      assert.equal(readFileSync(join(home.path, "config.json"), "utf8"), "{}");
      const names = filesOf(home.path);
      home.dispose();
      return names;
    };
    assert.deepEqual(await copied({ METAFLOW_HOME: source }), ["config.json", "here"]);
    const elsewhere = { METAFLOW_HOME: source, METAFLOW_TOKEN_HOME: "~/tokens" };
    assert.deepEqual(await copied(elsewhere), ["config.json", "there"]);
  });
});

/** Without whom it belongs to. */
function filesOf(path: string): readonly string[] {
  return readdirSync(path)
    .filter((name) => !name.startsWith("owner-"))
    .sort();
}
