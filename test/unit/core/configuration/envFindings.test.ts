import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { findingsOfEnvFile } from "../../../../runtime/core/configuration/envFindings";

/** `severity rule "the text under it"` of each finding. */
function findings(text: string): readonly string[] {
  return findingsOfEnvFile(text).map(
    ({ severity, rule, span }) =>
      `${severity} ${rule.replace("config/", "")} ${text.slice(span.start, span.end)}`,
  );
}

/** The text after the fix of the only finding. */
function mended(text: string): string {
  const [only, ...others] = findingsOfEnvFile(text);
  assert.ok(only?.fix !== undefined && others.length === 0, text);
  const { span, text: instead } = only.fix;
  return text.slice(0, span.start) + instead + text.slice(span.end);
}

describe("findings of env files", () => {
  it("finds nothing wrong with the examples, nor with other people's files", () => {
    for (const name of ["dev.env", "prod.env"])
      assert.deepEqual(findings(readFileSync(`examples/${name}`, "utf8")), [], name);
    assert.deepEqual(
      findings("export KEY='unclosed\nsome text\n# METAFLOW_KUBERNETES_CPU=0\n"),
      [],
    );
  });

  it("mends what has one right form", () => {
    const cases: readonly (readonly [string, string])[] = [
      ["NAMESPCE=x", "NAMESPACE=x"],
      ["IMAGE=python:3.11", "CONTAINER_IMAGE=python:3.11"],
      ["CPU=500m", "CPU=0.5"],
      ['MEMORY="512Mi" # half', "MEMORY=537 # half"],
      ["DISK=10G", "DISK=10000"],
      ["MEMORY=16", "MEMORY=16000"],
      ["QOS=garanteed", "QOS=Guaranteed"],
      ["GPU_VENDOR=nvidi", "GPU_VENDOR=nvidia"],
      ["IMAGE_PULL_POLICY=always", "IMAGE_PULL_POLICY=Always"],
      ["IMAGE_PULL_SECRETS='\"login\"'", "IMAGE_PULL_SECRETS='[\"login\"]'"],
      ["SECRETS='a, b'", "SECRETS=a,b"],
      ['LABELS="team = ml, env=dev"', "LABELS=team=ml,env=dev"],
      ["NODE_SELECTOR=a=b,", "NODE_SELECTOR=a=b"],
      ["FETCH_EC2_METADATA=no", "FETCH_EC2_METADATA=false"],
    ];
    for (const [wrong, right] of cases)
      assert.equal(
        mended(`export METAFLOW_KUBERNETES_${wrong}\n`),
        `export METAFLOW_KUBERNETES_${right}\n`,
      );
    const azure = "METAFLOW_DATASTORE_SYSROOT_AZURE=";
    assert.equal(mended(`${azure}wasbs://c@a.blob.core.windows.net/m`), `${azure}c/m`);
  });

  it("is as loud as Metaflow", () => {
    const cases: readonly (readonly [string, string | null])[] = [
      ["KUBERNETES_CPU=2.5", null],
      ["KUBERNETES_CPU=", null],
      ["KUBERNETES_CPU=0", "error number"],
      ["KUBERNETES_CPU=many", "error number"],
      ["KUBERNETES_QOS=", "error choice"],
      ["KUBERNETES_QOS=BestEffort", "error choice"],
      ["KUBERNETES_QOS=GUARANTEED", null],
      ["KUBERNETES_IMAGE_PULL_POLICY=Sometimes", "warning choice"],
      ["KUBERNETES_TOLERATIONS='[{]'", "error json"],
      ['KUBERNETES_TOLERATIONS=\'{"key": "a"}\'', "error json"],
      [`KUBERNETES_TOLERATIONS='[{"tolerationSeconds": 1}]'`, "error json"],
      [`KUBERNETES_TOLERATIONS='[{"effect": "NoRun"}]'`, "warning json"],
      ["KUBERNETES_TOLERATIONS='[]'", null],
      [`KUBERNETES_PERSISTENT_VOLUME_CLAIMS='["a"]'`, "warning json"],
      [`KUBERNETES_PERSISTENT_VOLUME_CLAIMS='{"a": "mnt"}'`, "warning json"],
      ["KUBERNETES_NODE_SELECTOR=a", "error list"],
      ["KUBERNETES_NODE_SELECTOR=a=b,a=c", "error list"],
      ["KUBERNETES_NODE_SELECTOR=a=b=c", null],
      ["KUBERNETES_LABELS=team=-x", "error list"],
      ["KUBERNETES_LABELS=team", "warning list"],
      ["KUBERNETES_PORT=70000", "warning number"],
      ["KUBERNETES_SHARED_MEMORY=100", "error shared-memory"],
      ["KUBERNETES_SHARED_MEMORY=", null],
      ["KUBERNETES_GPU=1", "warning unknown-variable"],
      ["S3_RETRY_COUNT=", "error number"],
      ["SERVICE_HEADERS=[]", "error json"],
      ["AZURE_STORAGE_WORKLOAD_TYPE=General", "error choice"],
      ["DATASTORE_SYSROOT_S3=bucket", "error url"],
      ["SERVICE_URL=localhost:8080", "warning url"],
      ["DEFAULT_DATASTORE=mystore", null],
      ["OF_SOMEBODY_ELSE=1", "info unknown-variable"],
      ["RUN_ALPHA=1", null],
      ["DATASTORE=s3", null],
    ];
    for (const [line, expected] of cases) {
      const found = findings(`METAFLOW_${line}`).map((text) => text.split(" ", 2).join(" "));
      assert.deepEqual(found, expected === null ? [] : [expected], line);
    }
  });

  it("points at the value, with a byte order mark and CRLF as well", () => {
    const text =
      "\uFEFF# one\r\nMETAFLOW_KUBERNETES_NAMESPACE=a\r\nMETAFLOW_KUBERNETES_CPU='0'\r\n";
    assert.deepEqual(findings(text), ["error number '0'"]);
  });

  it("tells of lines that are not read, of repetition and of two stores", () => {
    const text = [
      "METAFLOW_KUBERNETES_CPU=1",
      "METAFLOW_KUBERNETES_CPU=2",
      "  METAFLOW_USER = me",
      "METAFLOW_DATASTORE_SYSROOT_S3=s3://b/x",
      "METAFLOW_DATASTORE_SYSROOT_GS=gs://b/x",
      "METAFLOW_UI_URL='http://a",
    ].join("\n");
    assert.deepEqual(findings(text), [
      "warning repeated METAFLOW_KUBERNETES_CPU",
      "warning syntax METAFLOW_USER = me",
      "warning two-datastores METAFLOW_DATASTORE_SYSROOT_GS",
      "warning syntax METAFLOW_UI_URL='http://a",
    ]);
    assert.equal(findingsOfEnvFile(text)[0]?.related?.[0]?.span.start, 26);
    const chosen = text.replace("METAFLOW_USER =", "METAFLOW_DEFAULT_DATASTORE=s3 #");
    assert.ok(!findings(chosen).some((one) => one.includes("two-datastores")));
  });

  it("leaves the lines of other programs alone", () => {
    const text = "METAFLOW_USER=me\nOPTIONS=-a -b\nset -a\nTOKEN=$OTHER\n";
    assert.deepEqual(findings(text), []);
    assert.deepEqual(findings(`${text}KEY='open`), ["warning syntax KEY='open"]);
  });

  it("keeps quiet where a comment asks for it", () => {
    const ignore = "# flowlens: ignore[config/number]";
    assert.deepEqual(findings(`METAFLOW_KUBERNETES_CPU=0 ${ignore}\n`), []);
    assert.deepEqual(findings(`${ignore}\nMETAFLOW_KUBERNETES_CPU=0\n`), []);
  });
});
