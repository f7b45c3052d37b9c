import { asked, fakeContext, isCancellation, script, user } from "./fakeEditor";
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import type { FlowPick } from "../../../extension/flows/flowPick";
import { Problem } from "../../../extension/problem";
import type { Interpreter } from "../../../extension/runs/interpreter";
import { Launcher } from "../../../extension/runs/launch";
import { editRunOptions } from "../../../extension/runs/runOptions";
import { placeOf, type Run } from "../../../extension/runs/run";
import { RunService } from "../../../extension/runs/runService";
import { RunStorage } from "../../../extension/runs/runStorage";
import type { RunnerFor } from "../../../extension/runs/runners";
import { WhereChoice } from "../../../extension/runs/whereChoice";
import type { ClusterChoice } from "../../../extension/cluster/clusterChoice";
import { readFlow } from "../../../runtime/core/readFlow";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { localRunner } from "../../../runtime/runners/local";
import type { RunRequest } from "../../../runtime/runners/runner";

const root = mkdtempSync(join(tmpdir(), "flowlens launch "));
const file = join(root, "f.py");
const python = join(root, "bin", "python3");
const target = { uri: pathToFileURL(file).href, flow: "F" };
mkdirSync(join(root, "bin"));
// It prints its arguments; a Metaflow is beside it, as in a virtual environment.
writeFileSync(python, `#!/bin/sh\nfor a in "$@"; do echo "<$a>"; done\n`);
chmodSync(python, 0o755);
writeFileSync(join(root, "pyvenv.cfg"), "version = 3.11.2\n");
const packages = join(root, "lib", "python3.11", "site-packages");
mkdirSync(join(packages, "metaflow"), { recursive: true });
writeFileSync(join(packages, "metaflow", "__init__.py"), "");
mkdirSync(join(packages, "metaflow-2.19.39.dist-info"));
writeFileSync(join(packages, "metaflow-2.19.39.dist-info", "METADATA"), "Version: 2.19.39\n");
writeFileSync(file, "");
after(() => {
  rmSync(root, { recursive: true });
});

let text = "";
let storage: RunStorage;
let runs: RunService;
let launcher: Launcher;
let where: WhereChoice;
let cluster: { context: string; namespace: string } | { sentence: string };
/** Every place is this machine here; what was asked for is kept. */
let requests: RunRequest[] = [];
const runnerFor: RunnerFor = () => ({
  ...localRunner,
  check: (request) => {
    requests.push(request);
    return localRunner.check(request);
  },
});
const pick = {
  open: () => {
    const { flows } = readFlow(text);
    const uri = vscode.Uri.file(file);
    return Promise.resolve({ document: { uri, isDirty: false }, flow: flows[0] });
  },
} as unknown as FlowPick;
beforeEach(() => {
  script();
  requests = [];
  cluster = { sentence: "No kubeconfig was found." };
  storage = new RunStorage(fakeContext(root));
  runs = new RunService(storage, runnerFor);
  const found = { found: true, path: python };
  const interpreter = { python: () => Promise.resolve(found), learn: () => undefined };
  where = new WhereChoice(fakeContext(root).workspaceState);
  launcher = new Launcher({
    ...{ pick, storage, runs, where, runnerFor },
    interpreter: interpreter as unknown as Interpreter,
    clusters: {
      current: () => Promise.resolve(cluster),
      contexts: () => Promise.resolve([]),
    } as unknown as ClusterChoice,
  });
});
afterEach(() => {
  runs.dispose();
});

const flowText = (body: string, onStep = "", end = "F()"): string => `from metaflow import *

class F(FlowSpec):
    ${body}
    ${onStep}
    @step
    def start(self):
        pass

${end}
`;

/** The problem that a click ends with. */
async function problemOf(click: Promise<Run>): Promise<Problem> {
  const error: unknown = await click.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Problem, String(error));
  return error;
}

/** The arguments that a run's program was given. */
async function argumentsOf(run: Run): Promise<readonly string[]> {
  for (let i = 0; i < 250 && run.active; i++) await sleep(20);
  return [...run.output.text().matchAll(/^<(.*)>$/gm)].map(([, argument = ""]) => argument);
}

describe("a click on Run", () => {
  it("starts nothing when the file does not start the flow", async () => {
    text = flowText("pass", "", "Other()");
    const problem = await problemOf(launcher.runFlow(target));
    assert.match(problem.message, /^Nothing in f\.py starts F: /);
    assert.deepEqual(runs.list(), []);
  });

  it("offers the environment that @pypi needs, and remembers it for the flow", async () => {
    text = flowText("pass", "@pypi(packages={})");
    const { message, remedies } = await problemOf(launcher.runFlow(target));
    assert.match(message, /@pypi/);
    assert.equal(remedies[0]?.title, "Use Environment pypi");
    await remedies[0].run();
    assert.deepEqual(user.commands.at(-1), ["flowlens.runFlow", { ...target, where: "here" }]);
    const args = await argumentsOf(await launcher.runFlow(target));
    assert.ok(args.join(" ").includes("--environment pypi run"), args.join(" "));
  });

  it("offers to run the flow first when nothing can feed a step", async () => {
    text = flowText("pass");
    const { message, remedies } = await problemOf(launcher.runStep({ ...target, step: "start" }));
    assert.match(message, /run the flow first/);
    assert.equal(remedies[0]?.title, "Run Flow First");
    await remedies[0].run();
    assert.deepEqual(user.commands.at(-1), ["flowlens.runFlow", { ...target, where: "here" }]);
  });

  it("asks for a required Config once, and passes it", async () => {
    text = flowText(`c = Config("c", required=True)`);
    script(undefined);
    await assert.rejects(launcher.runFlow(target), isCancellation);
    script("$(edit) Value", `{"a": 1}`);
    const args = await argumentsOf(await launcher.runFlow(target));
    assert.ok(args.join(" ").includes(`--config-value c {"a": 1} run`), args.join(" "));
    assert.equal(asked().title, "Config c");
    script();
    await launcher.runFlow(target);
  });

  it("runs the same again with the parameters it had, asking nothing", async () => {
    text = flowText(`p = Parameter("p", required=True)`);
    script("-1 $(x)");
    const first = await launcher.runFlow(target);
    assert.ok((await argumentsOf(first)).includes("--p=-1 $(x)"));
    script();
    const again = await launcher.rerun(first.facts.plan);
    assert.ok((await argumentsOf(again)).includes("--p=-1 $(x)"));
    assert.notEqual(again.key, first.key);
    await Promise.all(runs.list().map((run) => runs.remove(run)));
    assert.deepEqual(runs.list(), []);
  });
});

describe("Set Run Options", () => {
  it("offers each Config: a file, a value, or none", async () => {
    text = flowText(`c = Config("c", default="c.json")`);
    script("config c not set (default file c.json)", "$(file)", "/x/own.json", undefined);
    await editRunOptions(target, pick, storage);
    const chosen = { name: "c", from: "file", text: "/x/own.json" };
    assert.deepEqual(storage.options(target).configs, [chosen]);
    assert.ok(user.questions.at(-1)?.items.includes("config c file /x/own.json"));
    script("config c", "$(circle-slash)", undefined);
    await editRunOptions(target, pick, storage);
    assert.deepEqual(storage.options(target).configs, []);
  });
});

describe("where a click runs", () => {
  const docker = "docker";

  it("is here until the user chooses for the folder, and asks nothing", async () => {
    text = flowText("pass");
    assert.equal((await launcher.runFlow(target)).facts.plan.where, "here");
    await where.set(vscode.Uri.file(file), docker);
    const run = await launcher.runFlow(target);
    assert.equal(run.facts.plan.where, docker);
    assert.deepEqual(
      requests.map((request) => request.where),
      ["here", docker],
    );
    assert.deepEqual(user.questions, []);
  });

  it("is a pod for @kubernetes here, too, where the run's data is where pods reach it", async () => {
    text = flowText("pass", "@kubernetes");
    const s3 = { datastore: "s3", datastoreRoot: "s3://b" };
    await storage.setOptions(target, { ...defaultOptions, ...s3 });
    assert.deepEqual(placeOf((await launcher.runFlow(target)).facts), {
      ...{ where: "here", step: null, pods: "marked" },
    });
    await storage.setOptions(target, defaultOptions);
  });

  it("can be another place once; the same run again goes there too", async () => {
    text = flowText("pass");
    const run = await launcher.runFlow(target, docker);
    assert.equal(where.of(vscode.Uri.file(file)), "here");
    assert.equal((await launcher.rerun(run.facts.plan)).facts.plan.where, docker);
  });

  it("names the cluster in use, and the namespaces that steps name", async () => {
    text = flowText("pass", `@kubernetes(namespace="gpu")`);
    cluster = { context: "kind", namespace: "team" };
    await launcher.runFlow(target, "kubernetes").catch(() => null);
    assert.deepEqual(requests[0]?.cluster, { ...cluster, stepNamespaces: ["gpu"] });
    text = flowText("pass", "@parallel");
    await launcher.runFlow(target, "kubernetes").catch(() => null);
    assert.equal(requests[1]?.cluster?.parallel, true);
  });

  it("starts nothing without a cluster", async () => {
    text = flowText("pass");
    const { message } = await problemOf(launcher.runFlow(target, "kubernetes"));
    assert.equal(message, "No kubeconfig was found.");
    assert.deepEqual(requests, []);
  });
});
