import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  argoArguments,
  remoteDatastores,
  shownArguments,
  type DeployOptions,
} from "../../../runtime/deploy/deployment";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";

const options = { ...defaultOptions, datastore: "s3", with: ["retry"], tags: ["of:runs"] };
const none: DeployOptions = {
  name: null,
  branch: null,
  production: false,
  tags: [],
  maxWorkers: null,
};
const request = { file: "/flows/f.py", options, deploy: none };
const top = ["-u", "/flows/f.py", "--no-pylint", "--datastore", "s3", "--with", "retry"];

describe("a command of the Argo deployer", () => {
  it("previews without deploying", () => {
    const expected = [...top, "argo-workflows", "create", "--only-json"];
    assert.deepEqual(argoArguments(request, { kind: "preview" }), expected);
  });

  it("deploys with what was chosen", () => {
    const deploy = { ...none, name: "short", tags: ["a b", "c"], maxWorkers: 7 };
    const args = argoArguments({ ...request, deploy }, { kind: "create", authorize: null });
    const rest = ["--name", "short", "create", "--tag", "a b", "--tag", "c", "--max-workers", "7"];
    assert.deepEqual(args, [...top, "argo-workflows", ...rest]);
  });

  it("takes branch and production of the deployment, not of runs", () => {
    const runs = { ...options, branch: "mine", production: true };
    const args = argoArguments({ ...request, options: runs }, { kind: "preview" });
    assert.ok(!args.includes("--branch") && !args.includes("--production"));
    const deploy = { ...none, branch: "b", production: true };
    const wanted = argoArguments({ ...request, deploy }, { kind: "preview" });
    assert.ok(wanted.join(" ").includes("--branch b --with retry --production argo-workflows"));
  });

  it("hides the token where it is shown", () => {
    const args = argoArguments(request, { kind: "create", authorize: "-se cret" });
    assert.equal(args.at(-1), "--authorize=-se cret");
    assert.equal(shownArguments(args).at(-1), "--authorize=••••");
  });

  it("triggers with parameters that no option can be made of", () => {
    const parameters = [{ name: "rate", value: "--x" }];
    const command = { kind: "trigger", parameters, runIdFile: "/tmp/id" } as const;
    const rest = ["trigger", "--run-id-file", "/tmp/id", "--rate=--x"];
    assert.deepEqual(argoArguments(request, command), [...top, "argo-workflows", ...rest]);
  });

  it("terminates one run", () => {
    const command = { kind: "terminate", runId: "argo-f-x", authorize: null } as const;
    const rest = ["argo-workflows", "terminate", "argo-f-x"];
    assert.deepEqual(argoArguments(request, command), [...top, ...rest]);
  });
});

describe("the datastore of a deployment", () => {
  const found = (datastore: string | null, settings: Readonly<Record<string, string>>): unknown =>
    remoteDatastores({ datastore }, { get: (name) => settings[name] ?? null });
  const roots = {
    METAFLOW_DATASTORE_SYSROOT_S3: "s3://b",
    METAFLOW_DATASTORE_SYSROOT_GS: "gs://b",
    METAFLOW_DATASTORE_SYSROOT_AZURE: "",
  };

  it("is the one that is named", () => {
    assert.deepEqual(found("azure", roots), ["azure"]);
    assert.deepEqual(found(null, { ...roots, METAFLOW_DEFAULT_DATASTORE: "gs" }), ["gs"]);
    assert.deepEqual(found("s3", { METAFLOW_DEFAULT_DATASTORE: "gs" }), ["s3"]);
  });

  it("is one that has a root, whatever runs use", () => {
    assert.deepEqual(found("local", roots), ["s3", "gs"]);
    assert.deepEqual(found(null, { METAFLOW_DATASTORE_SYSROOT_GS: "gs://b" }), ["gs"]);
    assert.deepEqual(found(null, {}), []);
  });
});
