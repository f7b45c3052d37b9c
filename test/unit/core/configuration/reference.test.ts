import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { effectiveKubernetes } from "../../../../runtime/core/configuration/effective";
import { findingsOfConfigFile } from "../../../../runtime/core/configuration/configFindings";
import { findingsOfEnvFile } from "../../../../runtime/core/configuration/envFindings";
import { proposalAt, summaryOf, variableAt } from "../../../../runtime/core/configuration/assist";
import { podVariables } from "../../../../runtime/core/configuration/pod/variables";
import { resolve, settingsOfEnvFile } from "../../../../runtime/core/configuration/settings";
import { findingsOf } from "../../../../runtime/core/findings/findings";
import { optionOf } from "../../../../runtime/core/reference";
import { completionsAt } from "../../../../runtime/core/language/completions";
import { hoverAt } from "../../../../runtime/core/language/hover";
import { readFlow } from "../../../../runtime/core/readFlow";

/**
 * The parameters of `@kubernetes` in the public reference of Metaflow on Kubernetes: its default and
 * unit, a value that is right, and one that is wrong.
 */
const PARAMETERS: readonly (readonly [string, string, string | null, string, string])[] = [
  ["cpu", '"1"', "cores", "8", "0"],
  ["memory", '"4096"', "MB", "32000", '"32Gi"'],
  ["disk", '"10240"', "MB", "50000", "-1"],
  ["gpu", "None", null, "2", "1.5"],
  ["gpu_vendor", "None", null, '"nvidia"', '"intel"'],
  ["shared_memory", "None", "MiB", "8192", '"8192"'],
  ["image", "None", null, '"custom-image:v1.0"', '"https://custom"'],
  ["image_pull_policy", "None", null, '"Always"', '"always"'],
  ["image_pull_secrets", "None", null, '["regcred"]', '"regcred"'],
  ["namespace", "None", null, '"custom-namespace"', '"Custom_Namespace"'],
  ["service_account", "None", null, '"custom-sa"', '"Custom SA"'],
  ["node_selector", "None", null, '{"a.io/type": "g4dn.xlarge"}', '"a"'],
  ["tolerations", "None", null, '[{"key": "a", "operator": "Exists"}]', '[{"keys": "a"}]'],
  ["qos", '"burstable"', null, '"Guaranteed"', '"BestEffort"'],
  ["persistent_volume_claims", "None", null, '{"data-pvc": "/mnt/data"}', '{"data-pvc": "data"}'],
  ["use_tmpfs", "None", null, "True", '"yes"'],
  ["tmpfs_size", "None", "MiB", "10240", '"1Gi"'],
  ["tmpfs_path", '"/metaflow_temp"', null, '"/tmp"', '"tmp"'],
  ["tmpfs_tempdir", "True", null, "True", '"yes"'],
  ["secrets", "None", null, '["api-keys"]', '["API keys"]'],
  ["security_context", "None", null, '{"run_as_user": 1000}', '{"runAsUser": 1000}'],
  ["labels", "None", null, '{"team": "ml"}', '{"team": "-"}'],
  ["annotations", "None", null, '{"prometheus.io/port": "8080"}', '{"a b": "c"}'],
  ["port", "None", null, "29500", "70000"],
  ["compute_pool", "None", null, '"high-priority"', '"high priority"'],
];

/** Its variables without METAFLOW_: default, unit, a value that is right and one that is wrong. */
const VARIABLES: readonly (readonly [
  string,
  string | null,
  string | null,
  string,
  string | null,
])[] = [
  ["KUBERNETES_NAMESPACE", "default", null, "metaflow-prod", "Metaflow_Prod"],
  ["KUBERNETES_SERVICE_ACCOUNT", null, null, "metaflow-runner", "runner!"],
  ["KUBERNETES_CONTAINER_IMAGE", null, null, "myregistry.io/metaflow:latest", "http://image"],
  ["KUBERNETES_CONTAINER_REGISTRY", null, null, "myregistry.io", "https://myregistry.io"],
  ["KUBERNETES_IMAGE_PULL_POLICY", null, null, "Always", "Sometimes"],
  ["KUBERNETES_IMAGE_PULL_SECRETS", null, null, '["regcred"]', "regcred"],
  ["KUBERNETES_CPU", "1", "cores", "2", "500m"],
  ["KUBERNETES_MEMORY", "4096", "MB", "8192", "8Gi"],
  ["KUBERNETES_DISK", "10240", "MB", "20480", "0"],
  ["KUBERNETES_GPU_VENDOR", "nvidia", null, "amd", "intel"],
  ["DATASTORE_SYSROOT_S3", null, null, "s3://bucket/metaflow", "bucket"],
  ["DATASTORE_SYSROOT_AZURE", null, null, "container/metaflow", "wasbs://a@b.net/c"],
  ["DATASTORE_SYSROOT_GS", null, null, "gs://bucket/metaflow", "s3://bucket"],
  ["KUBERNETES_NODE_SELECTOR", null, null, "a.io/type=m5.xlarge", "a.io/type"],
  ["KUBERNETES_TOLERATIONS", null, null, '[{"key":"a","operator":"Exists"}]', '{"key":"a"}'],
  ["KUBERNETES_QOS", "burstable", null, "Guaranteed", "BestEffort"],
  ["KUBERNETES_PERSISTENT_VOLUME_CLAIMS", null, null, '{"data-pvc":"/mnt"}', "data-pvc"],
  ["KUBERNETES_SHARED_MEMORY", null, "MiB", "8192", "8192"],
  ["KUBERNETES_SECRETS", null, null, "api-keys,database", "api-keys, database"],
  ["KUBERNETES_LABELS", null, null, "team=ml,cost-center=eng", "team=-"],
  ["KUBERNETES_ANNOTATIONS", null, null, "prometheus.io/port=8080", "a=b,a=c"],
  ["KUBERNETES_PORT", null, null, "29500", "http"],
  ["KUBERNETES_FETCH_EC2_METADATA", "false", null, "true", "no"],
  // Any text may be a script.
  ["KUBERNETES_SANDBOX_INIT_SCRIPT", null, null, "echo ready", null],
  ["ARGO_WORKFLOWS_UI_URL", null, null, "https://argo.example.com", "argo.example.com"],
  ["ARGO_WORKFLOWS_KUBERNETES_SECRETS", null, null, "workflow-secrets", "a,,b"],
  ["ARGO_EVENTS_WEBHOOK_URL", null, null, "http://events:12000/webhook", "events:12000"],
  ["ARGO_EVENTS_EVENT_BUS", "default", null, "metaflow-events", "Events Bus"],
  ["ARGO_EVENTS_SENSOR_NAMESPACE", "default", null, "argo-events", "Argo.Events"],
  ["KUBEFLOW_PIPELINES_URL", null, null, "http://my-kubeflow", "my-kubeflow"],
];

function flow(options: string): string {
  return `from metaflow import FlowSpec, kubernetes, step\n\nclass Pods(FlowSpec):\n    @kubernetes(${options})\n    @step\n    def start(self):\n        pass\n\nPods()\n`;
}

function rulesOf(options: string): readonly string[] {
  const text = flow(options);
  return findingsOf(readFlow(text), text).map(({ rule }) => rule);
}

function optionsOf(options: string, env = ""): ReturnType<typeof effectiveKubernetes> {
  const step = readFlow(flow(options)).flows[0]?.steps[0];
  assert.ok(step);
  return effectiveKubernetes(step, settingsOfEnvFile(env, "dev.env"));
}

for (const [name, standard, unit, right, wrong] of PARAMETERS)
  describe(`@kubernetes(${name})`, () => {
    it("is checked", () => {
      assert.deepEqual(rulesOf(`${name}=${right}`), []);
      assert.deepEqual(rulesOf(`${name}=${wrong}`), [`kubernetes/${name}`]);
    });

    it("is completed", () => {
      const text = flow("");
      const offset = text.indexOf("@kubernetes(") + "@kubernetes(".length;
      const labels = completionsAt(text, readFlow(text), offset).map(({ label }) => label);
      assert.ok(labels.includes(name), labels.join(", "));
    });

    it("has a hover with its default and unit", () => {
      const text = flow(`${name}=${right}`);
      const hover = hoverAt(text, readFlow(text), text.indexOf(`(${name}`) + 2);
      assert.ok(hover);
      assert.ok(hover.code.endsWith(` = ${standard}`), hover.code);
      assert.equal(optionOf("kubernetes", name)?.unit ?? null, unit);
      if (unit !== null)
        assert.match(hover.sentences.join(" "), new RegExp(`Unit: ${unit}\\.`, "u"));
    });

    it("has a source in the effective configuration", () => {
      const [written] = optionsOf(`${name}=${right}`)?.options.get(name)?.origins ?? [];
      assert.equal(written?.from, "decorator");
      const [left] = optionsOf("")?.options.get(name)?.origins ?? [];
      assert.equal(left?.from, "default");
    });
  });

/** A size of shared memory is right as a number of a config file only. */
const asNumber = new Set(["KUBERNETES_SHARED_MEMORY"]);

for (const [name, standard, unit, right, wrong] of VARIABLES)
  describe(`METAFLOW_${name}`, () => {
    const whole = `METAFLOW_${name}`;
    const inFile = `{"${whole}": ${asNumber.has(name) ? right : JSON.stringify(right)}}`;

    it("is checked", () => {
      if (!asNumber.has(name)) assert.deepEqual(findingsOfEnvFile(`${whole}='${right}'`), []);
      assert.deepEqual(findingsOfConfigFile(inFile), []);
      if (wrong !== null)
        assert.equal(findingsOfEnvFile(`export ${whole}='${wrong}'`).length, 1, wrong);
      // Whatever begins so may belong to the extension.
      if (name.startsWith("KUBEFLOW_")) return;
      const [misspelt] = findingsOfEnvFile(`${whole.slice(0, -1)}=x`);
      assert.equal(misspelt?.rule, "config/unknown-variable");
    });

    it("is completed", () => {
      const env = asNumber.has(name) ? null : proposalAt("METAFLOW_", 9, "env");
      const json = proposalAt('{"', 2, "json");
      for (const proposal of [env, json])
        if (proposal !== null) assert.ok(proposal.names.some((one) => one.name === whole));
      assert.ok(json);
    });

    it("has a hover with its default and unit", () => {
      const found = variableAt(`${whole}=x`, 3, "env")?.variable;
      assert.ok(found?.doc);
      assert.equal(found.defaultValue || null, standard);
      assert.equal(found.unit, unit);
      const summary = summaryOf(found);
      if (unit !== null) assert.match(summary, new RegExp(unit, "u"));
      if (standard !== null) assert.match(summary, new RegExp(`${standard} by default$`, "u"));
    });

    it("has a source in the effective configuration", () => {
      const text = `A=1\nexport ${whole}='${right}'\n`;
      const settings = settingsOfEnvFile(text, "dev.env");
      const place = { in: "env-file", path: "dev.env", line: 2 };
      assert.deepEqual(resolve(settings, name).setting?.place, place);
      const option = /^KUBERNETES_(?:CONTAINER_(?:IMAGE|REGISTRY)|FETCH|SANDBOX)/u.test(name)
        ? "image"
        : name.replace("KUBERNETES_", "").toLowerCase();
      const effective = optionsOf("", text);
      const source = effective?.options.get(option) ?? null;
      if (/FETCH|SANDBOX/u.test(name) || !name.startsWith("KUBERNETES_")) {
        const facts = { fileName: "f.py", user: "me", datastore: "s3" };
        assert.ok(effective);
        const given = [...podVariables(effective, settings, facts).values()];
        const outside = /UI_URL|SENSOR|PIPELINES/u.test(name);
        assert.ok(outside || given.includes(right === "true" ? "True" : right), name);
      } else {
        const origins =
          name === "KUBERNETES_SECRETS" ? effective?.secrets.origins : source?.origins;
        assert.ok(
          origins?.some((one) => one.from === "setting" && one.setting.name === whole),
          name,
        );
      }
    });
  });
