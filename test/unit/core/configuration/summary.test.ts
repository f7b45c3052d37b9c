import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  effectiveKubernetes,
  type EffectiveKubernetes,
  type RunSurroundings,
} from "../../../../runtime/core/configuration/effective";
import { isSecretName } from "../../../../runtime/core/configuration/secretNames";
import {
  layered,
  settingsOfConfigFile,
  settingsOfEnvFile,
  settingsOfEnvironment,
  type Settings,
} from "../../../../runtime/core/configuration/settings";
import { rowOf, summaryOfPod } from "../../../../runtime/core/configuration/summary";
import { readFlow } from "../../../../runtime/core/readFlow";

function effective(
  decorators: string,
  settings: Settings = new Map(),
  surroundings: RunSurroundings = {},
): EffectiveKubernetes {
  const text = `from metaflow import FlowSpec, kubernetes, resources, step, timeout\n\nclass F(FlowSpec):\n    ${decorators}\n    @step\n    def start(self):\n        pass\n`;
  const step = readFlow(text).flows[0]?.steps[0];
  assert.ok(step);
  const found = effectiveKubernetes(step, settings, surroundings);
  assert.ok(found);
  return found;
}

describe("the layers of settings", () => {
  const file = '{\n  "METAFLOW_A": "file",\n  "METAFLOW_B": 2.0\n}';
  const local = settingsOfConfigFile(file, "/f/.metaflow/config.json", "local-config");
  assert.ok(local);
  const env = settingsOfEnvFile("\nexport METAFLOW_A=env\n", "/f/dev.env");

  it("win in their order, each with its place", () => {
    const settings = layered([env, settingsOfEnvironment({ METAFLOW_C: "" }), local]);
    assert.deepEqual(settings.get("METAFLOW_A"), {
      name: "METAFLOW_A",
      value: "env",
      place: { in: "env-file", path: "/f/dev.env", line: 2 },
    });
    assert.deepEqual(settings.get("METAFLOW_B"), {
      name: "METAFLOW_B",
      value: { float: 2 },
      place: { in: "local-config", path: "/f/.metaflow/config.json", line: 3 },
    });
    assert.equal(settings.get("METAFLOW_C")?.value, "");
  });

  it("are none in a file that is no JSON", () => {
    assert.equal(settingsOfConfigFile("{", "c.json", "home-config"), null);
  });
});

describe("the summary of a pod", () => {
  it("has requests alone when it is burstable, in Metaflow's units", () => {
    const { resources, qos } = summaryOfPod(effective("@kubernetes(cpu=2, memory=8000, gpu=1)"));
    assert.deepEqual(resources, [
      { name: "cpu", request: "2", limit: null },
      { name: "memory", request: "8000M (8 GB = 7.45 GiB)", limit: null },
      { name: "ephemeral-storage", request: "10240M (10.2 GB = 9.54 GiB)", limit: null },
      { name: "nvidia.com/gpu", request: null, limit: "1" },
    ]);
    assert.match(qos, /^Burstable/u);
  });

  it("has limits that equal them when it is guaranteed", () => {
    const guaranteed = settingsOfEnvironment({ METAFLOW_KUBERNETES_QOS: "guaranteed" });
    const { resources, qos } = summaryOfPod(effective("@kubernetes(memory=500)", guaranteed));
    assert.deepEqual(resources[1], {
      name: "memory",
      request: "500M (0.5 GB = 0.466 GiB)",
      limit: "500M",
    });
    assert.match(qos, /^Guaranteed/u);
  });

  it("names what is set and what is not", () => {
    const settings = settingsOfEnvFile(
      "METAFLOW_KUBERNETES_SECRETS=b\nMETAFLOW_KUBERNETES_LABELS=team=a,cost=1",
      "dev.env",
    );
    const pod = effective('@kubernetes(secrets=["a"], labels={"team": "b"})', settings, {
      python: "3.12",
    });
    const { rows, unset } = summaryOfPod(pod);
    const words = new Map(rows.map(({ option, value }) => [option, value]));
    assert.equal(words.get("secrets"), "a, b");
    assert.equal(words.get("labels"), "team=b, cost=1");
    assert.equal(words.get("image"), "python:3.12");
    assert.equal(words.get("time limit"), "5 days");
    assert.ok(unset.includes("tolerations") && unset.includes("gpu"));
    assert.ok(!words.has("tmpfs_path"), "without a tmpfs");
    assert.deepEqual(
      rowOf("secrets", pod)?.origins.map(({ from }) => from),
      ["decorator", "setting"],
    );
  });

  it("says of what is no literal that only the run tells", () => {
    const pod = effective("@kubernetes(cpu=CORES, image=IMAGE)", new Map(), {});
    assert.equal(rowOf("cpu", pod)?.value, "CORES");
    const { resources } = summaryOfPod(pod);
    assert.equal(resources[0]?.request, "CORES");
  });

  it("shows no secrets", () => {
    const pod = effective('@kubernetes(annotations={"api_token": "abc", "note": "x"})');
    assert.equal(rowOf("annotations", pod)?.value, "api_token=•••, note=x");
    const secret = ["METAFLOW_SERVICE_AUTH_KEY", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY"];
    assert.ok(secret.every(isSecretName));
    const names = ["METAFLOW_KUBERNETES_SECRETS", "METAFLOW_KUBERNETES_IMAGE_PULL_SECRETS"];
    assert.ok(![...names, "METAFLOW_USER", "PASSENGERS"].some(isSecretName));
  });
});

describe("decorators that a run attaches", () => {
  it("count where the step has none of that name", () => {
    const wanted = { with: ["kubernetes:cpu=4,memory=100", "resources:cpu=8"] };
    const alone = effective("@timeout(minutes=2)", new Map(), wanted);
    assert.equal(alone.written, null);
    assert.equal(alone.options.get("cpu")?.value, "8.0");
    assert.equal(alone.timeout.value, 120);
    const beside = effective("@kubernetes(cpu=1)", new Map(), { with: ["kubernetes:cpu=4"] });
    assert.equal(beside.options.get("cpu")?.value, 1);
  });
});
