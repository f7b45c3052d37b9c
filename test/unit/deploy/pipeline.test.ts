import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { kubeflowArguments } from "../../../runtime/deploy/deployment";
import { kubeflowTrouble } from "../../../runtime/deploy/kubeflowPackage";
import { pipelineInOutput, readablePipeline } from "../../../runtime/deploy/pipeline";
import { scratchMetaflowHome } from "../../../runtime/deploy/scratchHome";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";

const folder = mkdtempSync(join(tmpdir(), "flowlens pipeline "));
after(() => {
  rmSync(folder, { recursive: true });
});

const sha = "702d6537404820bc0c7dcca75cd942aa0aa64d71";
/** As printed, cut to what counts. */
const printed = `loading data
# PIPELINE DEFINITION
# Name: trainflow
deploymentSpec:
  executors:
    exec-end:
      container:
        args:
        - mkdir metaflow && cd metaflow && get s3://b/metaflow/F/data/70/${sha}
        env:
        - name: METAFLOW_CODE_SHA
          value: ${sha}
pipelineInfo:
  name: trainflow
---
platforms:
  kubernetes: {}
`;

describe("a compiled pipeline", () => {
  it("is found in what Metaflow prints, and read in parts", () => {
    const pipeline = readablePipeline(pipelineInOutput(printed) ?? "");
    assert.equal(pipeline?.name, "trainflow");
    assert.ok(!pipeline.text.includes(sha));
    assert.ok(pipeline.text.includes("            mkdir metaflow &&\n"));
    assert.ok(pipeline.text.endsWith("---\nplatforms:\n  kubernetes: {}\n"));
  });

  it("is not made up", () => {
    assert.equal(pipelineInOutput("a: 1"), null);
    for (const text of ["", "a: 1", "a: [", "# PIPELINE DEFINITION\n- 1\n"])
      assert.equal(readablePipeline(text), null);
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

  it("deploys to the server", () => {
    const args = kubeflowArguments(request, { kind: "create", authorize: "t0" }, "http://k");
    assert.deepEqual(args, [...top, "--name", "n", "--url", "http://k", ...rest, "--authorize=t0"]);
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
