import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  documentationOf,
  proposalAt,
  summaryOf,
  variableAt,
} from "../../../../runtime/core/configuration/assist";
import { SETTINGS } from "../../../../runtime/core/configuration/known";
import { GENERAL_VARIABLES } from "../../../../runtime/core/configuration/reference/general";
import { KUBERNETES_VARIABLES } from "../../../../runtime/core/configuration/reference/kubernetes";
import {
  isKnownName,
  likelyVariable,
  VARIABLES,
} from "../../../../runtime/core/configuration/variables";

/** The variables of the public reference of Metaflow on Kubernetes. */
const REFERENCE = [
  ..."NAMESPACE SERVICE_ACCOUNT CONTAINER_IMAGE CONTAINER_REGISTRY IMAGE_PULL_POLICY".split(" "),
  ..."IMAGE_PULL_SECRETS CPU MEMORY DISK GPU_VENDOR NODE_SELECTOR TOLERATIONS QOS".split(" "),
  ..."PERSISTENT_VOLUME_CLAIMS SHARED_MEMORY SECRETS LABELS ANNOTATIONS PORT".split(" "),
  ..."FETCH_EC2_METADATA SANDBOX_INIT_SCRIPT".split(" "),
]
  .map((name) => `KUBERNETES_${name}`)
  .concat(
    "DATASTORE_SYSROOT_S3 DATASTORE_SYSROOT_AZURE DATASTORE_SYSROOT_GS".split(" "),
    "ARGO_WORKFLOWS_UI_URL ARGO_WORKFLOWS_KUBERNETES_SECRETS".split(" "),
    "ARGO_EVENTS_WEBHOOK_URL ARGO_EVENTS_EVENT_BUS ARGO_EVENTS_SENSOR_NAMESPACE".split(" "),
  )
  .map((name) => `METAFLOW_${name}`);

describe("the variables of Metaflow", () => {
  it("has a sentence for each of the public reference", () => {
    for (const name of REFERENCE) {
      const variable = VARIABLES.get(name);
      assert.ok(variable?.doc, name);
      assert.ok(documentationOf(variable).endsWith("."), name);
      assert.notEqual(summaryOf(variable), "", name);
    }
  });

  it("describes only what Metaflow has", () => {
    const names = new Set(SETTINGS.map(([name]) => name));
    for (const name of [...Object.keys(KUBERNETES_VARIABLES), ...Object.keys(GENERAL_VARIABLES)])
      assert.ok(names.has(name), name);
  });

  it("knows units and defaults", () => {
    const memory = VARIABLES.get("METAFLOW_KUBERNETES_MEMORY");
    assert.ok(memory);
    assert.equal(summaryOf(memory), "number of MB, 4096 by default");
    assert.match(documentationOf(memory), /`@kubernetes\(memory\)`/);
  });

  it("never doubts a name that exists, and finds the one that is meant", () => {
    for (const name of ["PROFILE", "RUN_ALPHA", "KUBERNETES_POD_NAME", "DEBUG_X", "SFN_IAM_ROLE"])
      assert.ok(isKnownName(`METAFLOW_${name}`), name);
    assert.ok(!isKnownName("METAFLOW_RUN_"));
    assert.equal(
      likelyVariable("METAFLOW_KUBERNETES_SERVICEACCOUNT"),
      "METAFLOW_KUBERNETES_SERVICE_ACCOUNT",
    );
    assert.equal(likelyVariable("METAFLOW_SOMETHING_OF_OURS"), null);
  });
});

describe("help while writing", () => {
  const at = (text: string): ReturnType<typeof proposalAt> => {
    const offset = text.indexOf("|");
    return proposalAt(text.replace("|", ""), offset, text.startsWith("{") ? "json" : "env");
  };

  it("offers names where a name belongs", () => {
    for (const text of ["export META|", "METAFLOW_KUBER|", "METAFLOW_USER=a\n|", '{"METAFLOW_|'])
      assert.ok(
        at(text)?.names.some(({ name }) => name === "METAFLOW_KUBERNETES_QOS"),
        text,
      );
    assert.deepEqual(at("A=1\nexport METAFLOW_K|")?.span, { start: 11, end: 21 });
    for (const text of ["|", "A=1\n|", "PATH|", "# METAFLOW_|", "METAFLOW_USER=me|"])
      assert.equal(at(text), null, text);
  });

  it("offers the values of what has only a few", () => {
    assert.deepEqual(at("METAFLOW_KUBERNETES_QOS=Gu|")?.values, ["Guaranteed", "Burstable"]);
    assert.deepEqual(at("METAFLOW_SPIN_PERSIST='|")?.values, ["true", "false"]);
    assert.deepEqual(at('{"METAFLOW_KUBERNETES_GPU_VENDOR": "|')?.values, ["nvidia", "amd"]);
  });

  it("finds the variable under the pointer", () => {
    const text = "A=1\nexport METAFLOW_KUBERNETES_CPU=2";
    assert.equal(variableAt(text, 12, "env")?.variable.name, "METAFLOW_KUBERNETES_CPU");
    assert.equal(variableAt(text, text.length, "env"), null);
    assert.equal(variableAt('{"METAFLOW_USER": "a"}', 3, "json")?.span.end, 16);
  });
});
