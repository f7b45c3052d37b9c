import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { workspace } from "./fakeEditor";
import * as vscode from "vscode";
import { runEnvironment } from "../../../extension/runs/environment";

const folder = mkdtempSync(join(tmpdir(), "flowlens-environment-"));
const envFile = join(folder, "dev.env");
const flow = vscode.Uri.file(join(folder, "flow.py"));

before(() => {
  writeFileSync(envFile, "export KUBECONFIG=./kubeconfig\nAWS_PROFILE=team\n");
});
after(() => {
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  Object.assign(workspace, { settings: {}, isTrusted: true });
});

describe("the environment of a folder's runs", () => {
  it("is what the env file says", async () => {
    workspace.settings = { envFile };
    const { variables } = await runEnvironment(flow);
    assert.deepEqual(variables, { KUBECONFIG: "./kubeconfig", AWS_PROFILE: "team" });
  });

  it("is empty in a workspace that is not trusted, whoever named the file", async () => {
    Object.assign(workspace, { settings: { envFile }, isTrusted: false });
    assert.deepEqual((await runEnvironment(flow)).variables, {});
  });

  it("names a file that is not there", async () => {
    workspace.settings = { envFile: join(folder, "gone.env") };
    await assert.rejects(runEnvironment(flow), /gone\.env cannot be read: choose another one/);
  });
});
