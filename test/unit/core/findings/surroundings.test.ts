import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  layered,
  settingsOfConfigFile,
  settingsOfEnvFile,
  settingsOfEnvironment,
  type Settings,
} from "../../../../runtime/core/configuration/settings";
import { deploySettings, type FindingOptions } from "../../../../runtime/core/findings/findings";
import { brief, check, flowText } from "./flows";

const STEP = "    @step\n    def start(self):\n        pass\n";

function pod(...decorators: readonly string[]): string {
  return flowText(decorators.map((one) => `    @${one}\n`).join("") + STEP);
}

function env(text: string): Settings {
  return settingsOfEnvFile(text, "/flows/dev.env");
}

function ours(text: string, options: FindingOptions = {}): string[] {
  const wanted = /(?:kubernetes\/(?:setting|overruled)|practice\/\S+|decorator\/spin) /u;
  return brief(text, options).filter((line) => wanted.test(line));
}

describe("settings that reach a step", () => {
  it("are told on the decorator, with their place, and only as hints", () => {
    const settings = env("A=1\nexport METAFLOW_KUBERNETES_MEMORY=8Gi\n");
    const [finding] = check(pod("kubernetes(cpu=2)"), { settings });
    assert.equal(finding?.rule, "kubernetes/setting");
    assert.equal(finding.severity, "hint");
    assert.match(finding.message, /^Line 2 of dev\.env sets METAFLOW_KUBERNETES_MEMORY, .*8590/u);
  });

  it("count only where the step gets them", () => {
    const settings = env("METAFLOW_KUBERNETES_MEMORY=8Gi\nMETAFLOW_KUBERNETES_SHARED_MEMORY=64\n");
    const both = ["hint kubernetes/setting «kubernetes»", "hint kubernetes/setting «kubernetes»"];
    assert.deepEqual(ours(pod("kubernetes"), { settings }), both);
    assert.deepEqual(ours(pod("kubernetes(memory=1000, shared_memory=64)"), { settings }), []);
    assert.deepEqual(ours(pod(), { settings }), []);
  });

  it("take a number of a config file for shared memory", () => {
    const text = '{\n  "METAFLOW_KUBERNETES_SHARED_MEMORY": 64\n}';
    const settings = settingsOfConfigFile(text, "/home/config.json", "home-config");
    assert.deepEqual(ours(pod("kubernetes"), { settings }), []);
    const quoted = settingsOfConfigFile(text.replace("64", '"64"'), "/c.json", "local-config");
    assert.deepEqual(ours(pod("kubernetes"), { settings: quoted }), [
      "hint kubernetes/setting «kubernetes»",
    ]);
  });

  it("may put @kubernetes on a step", () => {
    const settings = settingsOfEnvironment({
      METAFLOW_DEFAULT_DECOSPECS: "kubernetes",
      METAFLOW_KUBERNETES_LABELS: "team=-x",
    });
    assert.deepEqual(ours(pod(), { settings }), ["hint kubernetes/setting «start»"]);
  });

  it("fail half a memory that is no whole number", () => {
    const settings = layered([env("METAFLOW_KUBERNETES_MEMORY=1000.5")]);
    const text = pod("kubernetes(use_tmpfs=True)");
    assert.deepEqual(ours(text, { settings }), ["hint kubernetes/setting «kubernetes»"]);
    assert.deepEqual(ours(pod("kubernetes(tmpfs_size=9)"), { settings }), []);
  });
});

describe("a time limit below a minute", () => {
  it("is told where a step has no @timeout", () => {
    const settings = env("METAFLOW_DEFAULT_RUNTIME_LIMIT=30");
    assert.deepEqual(ours(pod("kubernetes"), { settings }), [
      "hint kubernetes/setting «kubernetes»",
    ]);
    const timed = pod("timeout(minutes=5)", "kubernetes").replace(
      "FlowSpec,",
      "FlowSpec, timeout,",
    );
    assert.deepEqual(ours(timed, { settings }), []);
  });
});

describe("amounts that are written in vain", () => {
  const overruled = (...decorators: readonly string[]): string[] =>
    check(pod(...decorators))
      .filter(({ rule }) => rule === "kubernetes/overruled")
      .map(({ message }) => message);

  it("are the smaller ones of @kubernetes and @resources, defaults included", () => {
    assert.deepEqual(overruled("resources(cpu=8)", "kubernetes(cpu=2, memory=9000)"), [
      "The pod gets cpu 8.0: the larger of @kubernetes and @resources counts.",
    ]);
    assert.deepEqual(overruled("resources(cpu=8)", "kubernetes(memory=2000)"), [
      "The pod gets memory 4096.0: without one, @resources asks for its default, and the larger counts.",
    ]);
    assert.deepEqual(overruled("resources(memory=2000)", "kubernetes(memory=9000)"), [
      "The pod gets memory 9000.0: the larger of @kubernetes and @resources counts.",
    ]);
    assert.deepEqual(overruled("resources(cpu=2)", "kubernetes(cpu=2, memory=4096)"), []);
    assert.deepEqual(overruled("kubernetes(cpu=2)"), []);
    assert.deepEqual(overruled("resources(cpu=2)"), []);
    assert.deepEqual(overruled("resources(**WANTED)", "kubernetes(cpu=2)"), []);
  });

  it("are those that @resources replaces", () => {
    assert.deepEqual(overruled("resources(gpu=2)", "kubernetes(gpu=4)"), [
      "The pod gets gpu 2: what @resources says replaces this.",
    ]);
    assert.deepEqual(overruled("resources(gpu=4)", "kubernetes(gpu=4)"), []);
  });

  it("are none where nothing is asked for", () => {
    for (const one of ["shared_memory=0", 'shared_memory=""', "gpu=0", 'gpu=""', "gpu=None"])
      assert.deepEqual(
        ours(pod(`kubernetes(${one})`)).filter((line) => line.includes("overruled")),
        [],
        one,
      );
    const settings = env("METAFLOW_KUBERNETES_SHARED_MEMORY=64\n");
    assert.deepEqual(ours(pod("kubernetes(shared_memory=0)"), { settings }), [
      "hint kubernetes/setting «kubernetes»",
    ]);
    assert.deepEqual(ours(pod("kubernetes(gpu=0)", "resources(gpu=1)")), [
      "info kubernetes/overruled «gpu=0»",
    ]);
  });

  it("are defaults in quotes, where a setting replaces them", () => {
    const settings = env("METAFLOW_KUBERNETES_CPU=8");
    const text = pod('kubernetes(cpu="1", memory="4096")');
    const [finding] = check(text, { settings }).filter(({ rule }) => rule !== "decorator/spin");
    assert.equal(finding?.severity, "hint");
    assert.match(finding.message, /^The pod gets cpu 8: line 1 of dev\.env sets /u);
    assert.deepEqual(ours(pod("kubernetes(cpu=1)"), { settings }), []);
  });
});

describe("decorators that spin leaves out", () => {
  it("are told where the Metaflow in use has spin", () => {
    const text = pod("retry", "card", "kubernetes(cpu=1)");
    assert.deepEqual(ours(text, { metaflowVersion: "2.19.39" }), [
      "hint decorator/spin «retry»",
      "hint decorator/spin «kubernetes»",
    ]);
    assert.deepEqual(ours(text, { metaflowVersion: "2.18.12" }), []);
    assert.deepEqual(ours(text), []);
  });

  it("are those that the settings leave", () => {
    const settings = env(`METAFLOW_SPIN_ALLOWED_DECORATORS='["retry"]'`);
    const options = { metaflowVersion: "2.19.39", settings };
    assert.deepEqual(ours(pod("retry", "card"), options), ["hint decorator/spin «card»"]);
  });
});

describe("good practice", () => {
  it("is hinted at only when it is wanted", () => {
    const text = pod("kubernetes(cpu=1)");
    assert.deepEqual(ours(text), []);
    assert.deepEqual(ours(text, { bestPractices: true }).toSorted(), [
      "hint practice/cost-labels «kubernetes»",
      "hint practice/defaults «kubernetes»",
      "hint practice/security-context «kubernetes»",
    ]);
  });

  it("may be followed in the settings", () => {
    const settings = env(
      "METAFLOW_KUBERNETES_LABELS=team=ml\nMETAFLOW_KUBERNETES_CPU=2\n" +
        "METAFLOW_KUBERNETES_MEMORY=4000\nMETAFLOW_KUBERNETES_CONTAINER_IMAGE=a/b\n",
    );
    const text = pod('kubernetes(security_context={"run_as_non_root": True})');
    assert.deepEqual(ours(text, { settings, bestPractices: true }), []);
  });

  it("keeps secrets out of the code", () => {
    const text = flowText(
      `    @environment(vars={"API_TOKEN": "abc", "LEVEL": "3", "DB_PASSWORD": ""})\n${STEP}`,
    ).replace("FlowSpec,", "FlowSpec, environment,");
    assert.deepEqual(ours(text, { bestPractices: true }), ['hint practice/literal-secret «"abc"»']);
  });
});

describe("settings in force when a flow is deployed", () => {
  const flow = flowText(`${STEP.replace("pass", "self.next(self.end)")}
    @step
    def end(self):
        pass
`);
  const deployed = (settings: Settings): string[] =>
    brief(flow, { target: "argo", settings, configuration: deploySettings(settings) });

  it("are errors where Metaflow refuses them, told once for all steps without @kubernetes", () => {
    for (const line of [
      "KUBERNETES_SHARED_MEMORY=100",
      "KUBERNETES_TOLERATIONS=x",
      "KUBERNETES_QOS=besteffort",
      "KUBERNETES_GPU_VENDOR=intel",
      "KUBERNETES_NODE_SELECTOR=a",
      "KUBERNETES_LABELS=team=-x",
      "DEFAULT_RUNTIME_LIMIT=30",
    ]) {
      const settings = env(`METAFLOW_${line}\n`);
      assert.deepEqual(deployed(settings), ["error kubernetes/setting «start»"], line);
      assert.deepEqual(brief(flow, { settings }), [], line);
      const mayChange = brief(flow, { target: "argo", settings });
      assert.deepEqual(mayChange, ["hint kubernetes/setting «start»"], line);
    }
  });

  it("stay warnings where only Kubernetes refuses them", () => {
    const settings = env("METAFLOW_KUBERNETES_SERVICE_ACCOUNT=Bad_Name\n");
    assert.deepEqual(deployed(settings), ["warning kubernetes/setting «start»"]);
  });

  it("are looked at as a whole", () => {
    const settings = env("METAFLOW_DEFAULT_DATASTORE=local\n");
    assert.deepEqual(deployed(settings), ["hint deploy/configuration «F»"]);
    const problems = ["Metaflow finds no profile x."];
    const configuration = new Map<string, string>();
    assert.deepEqual(brief(flow, { target: "argo", configuration, problems }), [
      "error deploy/configuration «F»",
    ]);
    assert.deepEqual(brief(flow, { target: "argo", problems }), ["hint deploy/configuration «F»"]);
  });
});

describe("a deployment's settings", () => {
  it("are taken from those in force, and then no more than a hint", () => {
    const settings = env("METAFLOW_KUBERNETES_NAMESPACE=prod");
    const text = pod('kubernetes(namespace="team")');
    const found = check(text, { target: "argo", settings });
    const [namespace] = found.filter(({ rule }) => rule === "deploy/namespace");
    assert.equal(namespace?.severity, "hint");
    assert.match(namespace.message, /namespace 'prod'/u);
  });
});
