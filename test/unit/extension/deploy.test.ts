import { asked, fakeContext, isCancellation, script, user } from "./fakeEditor";
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { beforeEach, describe, it } from "node:test";
import {
  confirmationDetail,
  confirmDeploy,
  type Confirmation,
} from "../../../extension/deploy/confirmDeploy";
import { editDeployOptions } from "../../../extension/deploy/deployOptions";
import { DeployStorage } from "../../../extension/deploy/deployStorage";
import { askTriggerParameters } from "../../../extension/deploy/triggerParameters";
import { RunStorage } from "../../../extension/runs/runStorage";
import { readFlow } from "../../../runtime/core/readFlow";
import type { DeployOptions } from "../../../runtime/deploy/deployment";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";

const target = { uri: "file:///f.py", flow: "F" };
const none: DeployOptions = {
  name: null,
  branch: null,
  production: false,
  tags: [],
  maxWorkers: null,
};

beforeEach(() => {
  script();
});

describe("the question before a deployment", () => {
  const changes = {
    first: false,
    ...{ added: [], removed: [], changed: ["train"], other: [] },
    code: true,
  };
  const preview = { name: "f", namespace: "team-a", after: "", before: "", changes };
  const about: Confirmation = {
    ...{ flow: "F", preview, context: "kind-dev" },
    ...{ startedBy: [], production: false, warnings: [] },
  };

  it("names context, namespace, template and what changes", async () => {
    script("Deploy");
    await confirmDeploy(about);
    assert.equal(asked().title, "Deploy F to Argo Workflows?");
    assert.deepEqual(asked().prompt?.split("\n"), [
      "Context: kind-dev",
      "Namespace: team-a",
      "WorkflowTemplate: f",
      "",
      "Changes 1 template (train). The code changes, too.",
    ]);
  });

  it("says what has no effect there, and what is not known", () => {
    const unknown = { ...about, preview: { ...preview, changes: null }, warnings: ["No effect."] };
    const lines = confirmationDetail(unknown).split("\n");
    assert.deepEqual(lines.slice(4), ["What is deployed there is not known.", "", "No effect."]);
  });

  it("says what will start the flow, below its template", () => {
    const lines = confirmationDetail({ ...about, startedBy: ["Schedule: 0 10 * * ? (now: none)"] });
    assert.deepEqual(lines.split("\n").slice(2, 5), [
      "WorkflowTemplate: f",
      "Schedule: 0 10 * * ? (now: none)",
      "",
    ]);
  });

  it("is left by Escape", async () => {
    script(undefined);
    await assert.rejects(confirmDeploy(about), isCancellation);
  });

  it("wants the name typed for production", async () => {
    script("Deploy", "f");
    await confirmDeploy({ ...about, production: true });
    assert.match(asked().title ?? "", /for production/);
    assert.equal(asked(1).prompt, "Type f to deploy it");
    for (const typed of ["F", "", undefined]) {
      script("Deploy", typed);
      await assert.rejects(confirmDeploy({ ...about, production: true }), isCancellation);
    }
  });
});

describe("the options of a deployment", () => {
  it("are a name outside of projects, a branch in them", async () => {
    script("name that of the flow", "short", "tags", "a b", "max workers", "7", "$(check) Done");
    assert.deepEqual(await editDeployOptions(none, { flow: "F", inProject: false }), {
      ...{ ...none, name: "short", tags: ["a", "b"] },
      maxWorkers: 7,
    });
    script("branch your own", "feature", "production no", "$(check) Done");
    const ofProject = await editDeployOptions(none, { flow: "F", inProject: true });
    assert.deepEqual(ofProject, { ...none, branch: "feature", production: true });
    assert.ok(!asked().items.some((item) => item.startsWith("name")));
  });

  it("stay as they are when nothing was changed, or by Escape", async () => {
    script("$(check) Done");
    assert.equal(await editDeployOptions(none, { flow: "F", inProject: false }), undefined);
    script("tags", "a", undefined);
    assert.equal(await editDeployOptions(none, { flow: "F", inProject: false }), undefined);
  });

  it("begin with those of runs and are remembered for the flow", async () => {
    const storage = new DeployStorage(fakeContext(tmpdir()).workspaceState);
    const runs = { ...defaultOptions, tags: ["x"], branch: "b" };
    const first = storage.options(target, runs);
    assert.deepEqual(first, { ...none, tags: ["x"], branch: "b" });
    await storage.setOptions(target, { ...first, maxWorkers: 3 });
    assert.equal(storage.options(target, defaultOptions).maxWorkers, 3);
    assert.equal(storage.options({ ...target, flow: "G" }, defaultOptions).maxWorkers, null);
  });
});

describe("the parameters of a triggered run", () => {
  const flowWith = (body: string): Parameters<typeof askTriggerParameters>[0] => {
    const text = `from metaflow import *\nclass F(FlowSpec):\n    ${body}\n    @step\n    def start(self):\n        pass\n`;
    return readFlow(text).flows[0]!;
  };
  const storage = new RunStorage(fakeContext(tmpdir()));

  it("are not asked for when there are none", async () => {
    assert.deepEqual(await askTriggerParameters(flowWith("pass"), target, storage), []);
    assert.deepEqual(user.questions, []);
  });

  it("are as deployed unless they are changed", async () => {
    const flow = flowWith(`a = Parameter("a", default=1)\n    b = Parameter("b", default="x")`);
    script("$(play) Trigger");
    assert.deepEqual(await askTriggerParameters(flow, target, storage), []);
    assert.deepEqual(asked().items.slice(1), ["a as deployed (1)", "b as deployed (x)"]);
    script("a as deployed", "5", "a 5", "6", "$(play) Trigger");
    const changed = await askTriggerParameters(flow, target, storage);
    assert.deepEqual(changed, [{ name: "a", value: "6" }]);
    script("a as deployed", "5", "a 5", "", "$(play) Trigger");
    assert.deepEqual(await askTriggerParameters(flow, target, storage), []);
  });

  it("are asked for first when the run needs them", async () => {
    const flow = flowWith(`p = Parameter("p", required=True)`);
    script("v", "$(play) Trigger");
    const values = await askTriggerParameters(flow, target, storage);
    assert.deepEqual(values, [{ name: "p", value: "v" }]);
    script(undefined);
    await assert.rejects(askTriggerParameters(flow, target, storage), isCancellation);
  });
});
