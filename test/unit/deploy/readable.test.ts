import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fields, items, type Json } from "../../../runtime/core/cluster/json";
import { foldTemplate } from "../../../runtime/core/deploy/template";
import { openManifests, templateInOutput } from "../../../runtime/deploy/openTemplate";
import { readableTemplate } from "../../../runtime/deploy/readable";
import { recorded } from "../core/deploy/templates";

const lines = (template: Json): readonly string[] =>
  readableTemplate(foldTemplate(openManifests(template))).split("\n");

/** Lines of one that are not in the other, both ways, without their indentation. */
function difference(before: Json, after: Json): readonly string[] {
  const [old, now] = [lines(before), lines(after)];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `-${line.trim()}`);
  const come = now.filter((line) => !old.includes(line)).map((line) => `+${line.trim()}`);
  return [...gone, ...come];
}

/** The JobSet's manifest as a deployment with a longer token has it: broken elsewhere. */
function withToken(template: Json, token: string): Json {
  const text = JSON.stringify(template).replaceAll("__PLACEHOLDER_PRODUCTION_TOKEN__", token);
  return fields(JSON.parse(text));
}

describe("a template to be read", () => {
  for (const name of ["train", "gang"] as const) {
    const [first, again, edited] = recorded(name);
    it(`is the same for two deployments of ${name}, line by line`, () => {
      assert.deepEqual(lines(first), lines(again));
      assert.deepEqual(lines(withToken(first, "flow-0-abcdefgh")), lines(again));
    });

    it(`shows exactly the edit of ${name}`, () => {
      const changed = difference(first, edited);
      assert.ok(changed.length > 0);
      for (const line of changed) assert.match(line, /^[+-](?:memory: |.*memory[=:])/);
    });
  }

  it("has commands and JSON over several lines, names first", () => {
    const [first] = recorded("train");
    const shown = lines(first);
    assert.deepEqual(shown.slice(0, 5), [
      "apiVersion: argoproj.io/v1alpha1",
      "kind: WorkflowTemplate",
      "metadata:",
      "  name: trainflow",
      "  namespace: default",
    ]);
    assert.ok(shown.some((line) => line.trim() === '"value": "0.1",'));
    assert.ok(shown.some((line) => line.trim() === "mkdir metaflow &&"));
    assert.ok(!shown.some((line) => line.includes(": null")));
  });

  it("has the JobSet of a gang as YAML", () => {
    const templates = items(fields(openManifests(recorded("gang")[0])["spec"])["templates"]);
    const manifests = templates.map((one) => fields(fields(one)["resource"])["manifest"]);
    const jobSet = fields(manifests.find((manifest) => manifest !== undefined));
    assert.equal(jobSet["kind"], "JobSet");
    const [, worker] = items(fields(jobSet["spec"])["replicatedJobs"]).map(fields);
    assert.equal(worker?.["replicas"], "{{=asInt(inputs.parameters.workerCount)}}");
  });

  it("keeps a manifest that is no YAML as text", () => {
    const resource = { manifest: "a: [" };
    const opened = openManifests({ spec: { templates: [{ resource }] } });
    assert.deepEqual(opened, { spec: { templates: [{ resource }] } });
  });
});

describe("the template in what Metaflow prints", () => {
  const json = '{\n    "kind": "WorkflowTemplate",\n    "spec": {\n    }\n}';
  it("is found among what the flow's own code prints", () => {
    const template = { kind: "WorkflowTemplate", spec: {} };
    assert.deepEqual(templateInOutput(json), template);
    assert.deepEqual(templateInOutput(`{\nloading\n}\n${json}\nbye\n`), template);
    assert.deepEqual(templateInOutput(json.replaceAll("\n", "\r\n")), template);
  });

  it("is not made up", () => {
    for (const output of ["", "{", "}\n{", "{\n}", '{\n"kind": "Sensor"\n}'])
      assert.equal(templateInOutput(output), null);
  });
});
