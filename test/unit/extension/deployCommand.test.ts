import { asked, script, user } from "./fakeEditor";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import type { DeployPlace } from "../../../extension/deploy/deployPlace";
import { kubeflowProblem } from "../../../extension/deploy/kubeflowProblem";
import { withCommand } from "../../../extension/deploy/metaflowRun";
import { Problem, unattended } from "../../../extension/problem";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";

const folder = mkdtempSync(join(tmpdir(), "flowlens-command-"));
const metaflowHome = join(folder, "metaflow");
mkdirSync(metaflowHome);
writeFileSync(join(metaflowHome, "config.json"), "{}");
writeFileSync(join(metaflowHome, "f"), `{"production_token": "f-0-abcd"}`);
const KUBECONFIG = join(folder, "kubeconfig");
const server = { server: "https://127.0.0.1:1" };
const contexts = ["theirs", "shown"].map((name) => ({ name, context: { cluster: name } }));
const clusters = ["theirs", "shown"].map((name) => ({ name, cluster: server }));
writeFileSync(
  KUBECONFIG,
  JSON.stringify({ "current-context": "theirs", contexts, clusters, users: [] }),
);
after(() => {
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  script();
});

const env = { KUBECONFIG, METAFLOW_HOME: metaflowHome };
const shown = { context: "shown", namespace: "ml", environment: env };
const nowhere = { sentence: "There is no cluster." };

function place(cluster: typeof shown | typeof nowhere): DeployPlace {
  const deploy = { name: null, branch: null, production: false, tags: [], maxWorkers: null };
  const request = { file: "/f.py", options: defaultOptions, deploy };
  return { python: "python", cwd: "/", env, cluster, request } as unknown as DeployPlace;
}

interface Given {
  readonly kubeconfig: string;
  readonly home: string;
  readonly tokens: string;
}

/** The environment a command is given, and the current context there while it runs. */
async function given(
  kind: "preview" | "create",
  cluster: typeof shown | typeof nowhere,
): Promise<Given & { readonly context: unknown; readonly token: string }> {
  const command = kind === "preview" ? { kind } : ({ kind, authorize: null } as const);
  return withCommand(place(cluster), command, ({ env }) => {
    const kubeconfig = env["KUBECONFIG"] ?? "";
    const home = env["METAFLOW_HOME"] ?? "";
    const tokens = env["METAFLOW_TOKEN_HOME"] ?? "";
    const read = JSON.parse(readFileSync(kubeconfig, "utf8")) as Record<string, unknown>;
    const token = readFileSync(join(home, "f"), "utf8");
    return Promise.resolve({ kubeconfig, home, tokens, token, context: read["current-context"] });
  });
}

describe("a command of a deployer", () => {
  it("finds the cluster that is shown, whatever the kubeconfig's own current context", async () => {
    for (const kind of ["preview", "create"] as const) {
      const { kubeconfig, context } = await given(kind, shown);
      assert.equal(context, "shown");
      assert.equal(existsSync(kubeconfig), false, "the private kubeconfig is left");
    }
  });

  it("leaves the user's tokens alone when it only previews", async () => {
    const { home, tokens, token } = await given("preview", shown);
    assert.notEqual(home, metaflowHome);
    assert.equal(tokens, home);
    assert.match(token, /f-0-abcd/);
    assert.equal(existsSync(home), false, "the copy of METAFLOW_HOME is left");
    assert.equal((await given("create", shown)).home, metaflowHome);
  });

  it("previews without a cluster, and does nothing else without one", async () => {
    assert.equal((await given("preview", nowhere)).kubeconfig, KUBECONFIG);
    await assert.rejects(given("create", nowhere), /There is no cluster/);
  });
});

describe("what is said about metaflow-kubeflow", () => {
  const titles = ({ remedies }: Problem): readonly string[] => remedies.map(({ title }) => title);
  const install = (): Promise<void> => Promise.resolve();

  it("is to install it", () => {
    const problem = kubeflowProblem("missing", "2.19.22", install);
    assert.deepEqual(titles(problem), ["Install metaflow-kubeflow"]);
  });

  it("is to choose an interpreter first, where an installation would not help", () => {
    const both = kubeflowProblem("missing-and-too-new", "2.19.39", install);
    assert.match(both.message, /needs metaflow-kubeflow.* 2\.19\.22 or older.*2\.19\.39/);
    assert.deepEqual(titles(both), ["Choose Interpreter", "Install metaflow-kubeflow"]);
    const old = kubeflowProblem("too-new", "2.19.39", install);
    assert.deepEqual(titles(old), ["Choose Interpreter"]);
  });
});

describe("a message whose command has ended", () => {
  it("tells what a click on it could not do", async () => {
    script("Trigger", undefined);
    const clicked: string[] = [];
    const run = (): void => void clicked.push("Trigger");
    unattended("status", Promise.reject(new Problem("No runs yet.", [{ title: "Trigger", run }])));
    await new Promise(setImmediate);
    assert.equal(asked().title, "No runs yet.");
    assert.deepEqual(asked().items, ["Trigger"]);
    assert.deepEqual(clicked, ["Trigger"]);
    assert.equal(user.questions.length, 1);
  });
});
