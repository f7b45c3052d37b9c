import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, it } from "node:test";
import { failure, FakeApi, pod, status } from "./fakeApi";

const scratch = mkdtempSync(join(tmpdir(), "flowlens-test-"));
let api: FakeApi;

after(() => {
  rmSync(scratch, { recursive: true });
});
beforeEach(async () => {
  api = new FakeApi();
  await api.start();
});
afterEach(() => api.close());

/** A credential program that prints what is given. */
function program(name: string, script: string): string {
  const file = join(scratch, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const credential = (token: string, expires?: string): string =>
  `echo '${JSON.stringify({ kind: "ExecCredential", status: { token, expirationTimestamp: expires } })}'`;

const exec = (command: string, more: object = {}): object => ({
  exec: { apiVersion: "client.authentication.k8s.io/v1", command, ...more },
});

describe("credential programs", () => {
  let tokens: string[] = [];
  beforeEach(() => {
    tokens = [];
    api.override = (_url, { headers }, response) => {
      const token = (headers.authorization ?? "").replace("Bearer ", "");
      tokens.push(token);
      if (token.startsWith("good")) return false;
      status(response, 401, "Unauthorized");
      return true;
    };
    api.put("pods", "ADDED", pod("t-1"));
  });
  const list = async (user: object, allowExec = true) =>
    (await api.connect(user, allowExec)).list("pods", "ml");

  it("are run once for several calls, and again when their token is old", async () => {
    const counter = join(scratch, "runs");
    const file = program("once", `echo x >> ${counter}; ${credential("good-$(wc -l < x)")}`);
    const connection = await api.connect(exec(file));
    await Promise.all([connection.list("pods", "ml"), connection.list("jobs", "ml")]);
    await connection.list("pods", "ml");
    assert.equal(tokens.length, 3);
    const old = program(
      "old",
      `echo x >> ${counter}2; ${credential("good", "2020-01-01T00:00:00Z")}`,
    );
    const second = await api.connect(exec(old));
    await second.list("pods", "ml");
    await second.list("pods", "ml");
    assert.equal(readFileSync(counter, "utf8"), "x\n");
    assert.equal(readFileSync(`${counter}2`, "utf8"), "x\nx\n");
  });

  it("are run anew when the token is no longer accepted", async () => {
    const mark = join(scratch, "renewed");
    const script = `if [ -e ${mark} ]; then ${credential("good")}; else touch ${mark}; ${credential("hush-old")}; fi`;
    await list(exec(program("renew", script)));
    assert.deepEqual(tokens, ["hush-old", "good"]);
  });

  it("get their arguments, variables and the cluster's description, and no terminal", async () => {
    const script = `read line; case "$1$TEAM$KUBERNETES_EXEC_INFO" in "loginml"*'"interactive":false'*'"server"'*) ${credential("good")};; esac`;
    const more = {
      args: ["login"],
      env: [{ name: "TEAM", value: "ml" }],
      provideClusterInfo: true,
    };
    await list(exec(program("arguments", script), more));
    assert.deepEqual(tokens, ["good"]);
  });

  it("are not run where that is not allowed", async () => {
    const mark = join(scratch, "ran");
    const failed = await failure(list(exec(program("untrusted", `touch ${mark}`)), false));
    assert.match(failed.message, /by running .*untrusted: trust this workspace first/);
    assert.deepEqual(tokens, []);
  });

  const bad: [string, object, RegExp][] = [
    [
      "a missing one",
      exec("no-such-program-here"),
      /^no-such-program-here, which gets the credentials of context fake, is not installed/,
    ],
    [
      "a failing one",
      exec("/bin/false"),
      /^false could not get credentials for context fake: log in again/,
    ],
    ["one that prints nothing", exec("/bin/true"), /^true could not get credentials/],
    [
      "one that needs a terminal",
      exec("kubelogin", { interactiveMode: "Always" }),
      /^kubelogin wants to ask you/,
    ],
    ["none", { exec: {} }, /names no program to run/],
  ];
  for (const [title, user, sentence] of bad) {
    it(`${title} is said`, async () => {
      const failed = await failure(list(user));
      assert.match(failed.message, sentence);
      assert.match(failed.trouble, /credentials|kubeconfig/);
    });
  }
});
