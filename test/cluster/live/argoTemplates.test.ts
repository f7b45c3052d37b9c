import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { connect } from "../../../runtime/cluster/kubernetes";
import type { Json } from "../../../runtime/core/cluster/json";
import { changesNothing } from "../../../runtime/core/deploy/changes";
import { startsLines, startsOf } from "../../../runtime/core/deploy/starts";
import { templateName } from "../../../runtime/core/deploy/template";
import { deployedFlows, readDeployed } from "../../../runtime/deploy/deployed";
import { previewOf, templateInOutput } from "../../../runtime/deploy/preview";
import { readStarts } from "../../../runtime/deploy/starts";
import { argoEvents, installSensors, startArgoBed, type ArgoBed } from "./argo";
import { root } from "./bed";

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "flowlens argo "));
let bed: ArgoBed;

before(async () => {
  bed = await startArgoBed();
  for (const flows of ["deploy", "argo"])
    cpSync(join(root, "test/flows", flows), folder, { recursive: true });
});
after(async () => {
  await bed.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What `argo-workflows create` with these options prints on standard output. */
async function create(file: string, ...options: readonly string[]): Promise<string> {
  const args = ["-u", file, "--no-pylint", "argo-workflows", "create", ...options];
  const env = { ...process.env, ...bed.env, ...argoEvents };
  const run = await execute(bed.s3.python, args, { cwd: folder, env, maxBuffer: 1 << 26 });
  return run.stdout;
}

async function templateOf(file: string): Promise<Json> {
  const template = templateInOutput(await create(file, "--only-json"));
  assert.ok(template !== null);
  return template;
}

async function connection(): ReturnType<typeof connect> {
  const environment = { KUBECONFIG: bed.cluster.kubeconfig };
  return connect({ environment, home: folder, context: "flowlens-test", allowExec: false });
}

async function deployed(name: string): ReturnType<typeof readDeployed> {
  const { signal } = new AbortController();
  return readDeployed(await connection(), "default", name, signal);
}

/** What a preview says of what will start a flow. */
async function startedBy(file: string): Promise<readonly string[]> {
  const { signal } = new AbortController();
  const template = await templateOf(file);
  const existing = await deployed(templateName(template) ?? "");
  assert.ok(existing.known);
  const starts = await readStarts(await connection(), template, existing.template, signal);
  return startsLines(startsOf(template), starts);
}

function edit(file: string, text: string, by: string): void {
  const path = join(folder, file);
  writeFileSync(path, readFileSync(path, "utf8").replace(text, by));
}

/** Lines of one text that the other lacks, both ways. */
function difference(before: string | null, after: string): readonly string[] {
  const [old, now] = [(before ?? "").split("\n"), after.split("\n")];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `-${line.trim()}`);
  const come = now.filter((line) => !old.includes(line)).map((line) => `+${line.trim()}`);
  return [...gone, ...come];
}

describe("templates of Metaflow on a real API server", () => {
  const flows = ["a_linear", "a_split", "a_recur", "a_parallel", "a_schedule", "a_exit_hook"];
  for (const flow of flows)
    it(`${flow}: deployed and prepared once more, nothing differs`, async () => {
      const file = `${flow}.py`;
      // They are all named F: each replaces the one before it.
      const first = previewOf(await templateOf(file), await deployed("f"));
      assert.notEqual(first.name, "");
      await create(file);
      const again = previewOf(await templateOf(file), await deployed("f"));
      assert.equal(again.before, again.after);
      assert.ok(again.changes !== null && changesNothing(again.changes));
    });

  it("a foreach with a schedule: an edit shows exactly that edit", async () => {
    const file = "train_flow.py";
    const first = previewOf(await templateOf(file), await deployed("trainflow"));
    assert.equal(first.before, null);
    assert.equal(first.changes?.first, true);
    await create(file);
    edit(file, "memory=8192", "memory=16384");
    const { before, after, changes } = previewOf(
      await templateOf(file),
      await deployed("trainflow"),
    );
    assert.deepEqual(difference(before, after), ["-memory: 8192M", "+memory: 16384M"]);
    assert.deepEqual(changes?.changed, ["train"]);
    assert.equal(changes.code, true);
    assert.deepEqual(changes.other, []);
    edit(file, "@schedule(daily=True)\n", "");
    const unscheduled = previewOf(await templateOf(file), await deployed("trainflow"));
    assert.ok(unscheduled.changes?.other.includes("schedule"));
  });

  it("are found by their flow, with owner", async () => {
    const { signal } = new AbortController();
    const found = await deployedFlows(await connection(), "default", "TrainFlow", signal);
    assert.deepEqual(
      found.map(({ name, owner, branch }) => [name, owner, branch]),
      [["trainflow", "tester", null]],
    );
    assert.deepEqual(await deployedFlows(await connection(), "default", "Other", signal), []);
  });

  it("are started by what Metaflow writes beside them, as announced", async () => {
    const schedule = "@schedule(daily=True)\n";
    edit("train_flow.py", "class TrainFlow", `${schedule}class TrainFlow`);
    assert.deepEqual(await startedBy("train_flow.py"), ["Schedule: 0 0 * * ? (as now)"]);
    const cron = { apiVersion: "argoproj.io/v1alpha1", kind: "CronWorkflow" };
    const trainflow = { ...cron, metadata: { name: "trainflow", namespace: "default" } };
    await bed.cluster.api.patch(trainflow, { spec: { suspend: true } });
    const suspended = ["Schedule: 0 0 * * ? (now suspended: it will run again)"];
    assert.deepEqual(await startedBy("train_flow.py"), suspended);
    await create("train_flow.py");
    assert.deepEqual(await startedBy("train_flow.py"), ["Schedule: 0 0 * * ? (as now)"]);
    edit("train_flow.py", schedule, "");
    const ending = ["Schedule: none (now: 0 0 * * ?; it will be suspended)"];
    assert.deepEqual(await startedBy("train_flow.py"), ending);
    await create("train_flow.py");
    assert.deepEqual(await startedBy("train_flow.py"), []);
  });

  it("wait for events with Argo Events", async () => {
    edit("a_trigger.py", "class F", "class LoadFlow");
    edit("a_trigger.py", "    F()", "    LoadFlow()");
    const missing = ["Triggers: event foo (Argo Events is not installed there: this will fail)"];
    assert.deepEqual(await startedBy("a_trigger.py"), missing);
    await installSensors(bed.cluster);
    assert.deepEqual(await startedBy("a_trigger.py"), ["Triggers: event foo (now: none)"]);
    await create("a_trigger.py");
    assert.deepEqual(await startedBy("a_trigger.py"), ["Triggers: event foo (as now)"]);
    edit("a_trigger.py", "@trigger(event='foo')", "@trigger_on_finish(flow='TrainFlow')");
    const other = ["Triggers: the end of TrainFlow (now: event foo)"];
    assert.deepEqual(await startedBy("a_trigger.py"), other);
    await create("a_trigger.py");
    edit("a_trigger.py", "@trigger_on_finish(flow='TrainFlow')", "");
    const gone = ["Triggers: none (now: the end of TrainFlow; its Sensor will be deleted)"];
    assert.deepEqual(await startedBy("a_trigger.py"), gone);
    await create("a_trigger.py");
    assert.deepEqual(await startedBy("a_trigger.py"), []);
  });

  it("that are not there are told from a cluster without Argo Workflows", async () => {
    assert.deepEqual(await deployed("nothing"), { known: true, template: null });
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "workflowtemplates.argoproj.io" },
    };
    await bed.cluster.api.remove(crd);
    for (let tries = 0; tries < 50; tries++) {
      const read = await deployed("nothing");
      if (!read.known && "sentence" in read) {
        assert.match(read.sentence, /^Argo Workflows is not installed .* flowlens-test/);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.fail("the kind is still there");
  });

  it("keep their name", async () => {
    assert.equal(templateName(await templateOf("gang_flow.py")), "gangflow");
  });
});
