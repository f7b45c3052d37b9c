import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { findingsOfEnvFile } from "../../../../runtime/core/configuration/envFindings";
import { refusedDecorator } from "../../../../runtime/core/findings/refusedDecorator";

/** `severity rule "the text under it"` of each finding. */
function findings(text: string): readonly string[] {
  return findingsOfEnvFile(text, undefined, refusedDecorator).map(
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

/** Each line alone, and what is said of it. */
function assertLoudness(cases: readonly (readonly [string, string | null])[]): void {
  for (const [line, expected] of cases) {
    const found = findings(`METAFLOW_${line}`).map((text) => text.split(" ", 2).join(" "));
    assert.deepEqual(found, expected === null ? [] : [expected], line);
  }
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
      ["CONDA_ARCH=linux_64", "CONDA_ARCH=linux-64"],
      [`LABELS='{"a": "b", "c": 1}'`, "LABELS=a=b,c=1"],
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
      ["DATASTORE_SYSROOT_S3=bucket", "warning url"],
      ["DATASTORE_SYSROOT_S3=S3://b", "warning url"],
      ["SERVICE_URL=localhost:8080", "warning url"],
      ["DEFAULT_DATASTORE=mystore", "warning choice"],
      ["DEFAULT_DATASTORE=", "error choice"],
      ["DEFAULT_MONITOR=", "error choice"],
      ["DEFAULT_EVENT_LOGGER=nope", "warning choice"],
      ["DEFAULT_DATASTORE=spin", null],
      ["DEFAULT_METADATA=remote", "warning choice"],
      ["DEFAULT_METADATA=servic", "warning choice"],
      ["DEFAULT_METADATA=spin", null],
      ["DEFAULT_ENVIRONMENT=uv", null],
      ["DEFAULT_ENVIRONMENT=docker", "warning choice"],
      ["USER=root", "warning name"],
      ["USER=me", null],
      ["DEFAULT_RUNTIME_LIMIT=30", "warning number"],
      ["DEFAULT_RUNTIME_LIMIT=60", null],
      ["S3_RETRY_COUNT=-1", "warning number"],
      ["S3_RETRY_COUNT=0", null],
      ["KUBERNETES_JOB_TTL_SECONDS_AFTER_FINISHED=-1", "warning number"],
      ["KUBERNETES_CONDA_ARCH=arm", "info choice"],
      [`KUBERNETES_LABELS='{"a":"b"}'`, "warning list"],
      [`KUBERNETES_NODE_SELECTOR='{"a":"b"}'`, "error list"],
      ["KUBERNETES_ANNOTATIONS='{a}'", "warning list"],
      ["DEBUG_S3CLEINT=1", "warning unknown-variable"],
      ["CONDA_DEPENDENCY_RESLVER=conda", "warning unknown-variable"],
      ["DEBUG_SOMETHING=1", null],
      ["CONDA_CHANNELS=conda-forge", null],
      ["OF_SOMEBODY_ELSE=1", "info unknown-variable"],
      ["RUN_ALPHA=1", null],
      ["DATASTORE=s3", null],
    ];
    assertLoudness(cases);
  });
});

describe("decorators and plugins in env files", () => {
  it("judges them as loud as Metaflow", () => {
    assertLoudness([
      ["DEFAULT_DECOSPECS=kubernets", "warning choice"],
      ["DEFAULT_DECOSPECS=project", "info choice"],
      ["DEFAULT_DECOSPECS='retry:times=2 kubernetes'", null],
      ["DEFAULT_DECOSPECS=", null],
      ["DEFAULT_DECOSPECS=retry:", null],
      ["DEFAULT_DECOSPECS=mine.decorate:a=1", "info choice"],
      ["DEFAULT_DECOSPECS=retry,timeout", "error choice"],
      ["DEFAULT_DECOSPECS=kubernetes:cpu=0", "error decorator"],
      ["DEFAULT_DECOSPECS=kubernetes:cpu", "error decorator"],
      ["DEFAULT_DECOSPECS='card kubernetes:memory=1Gi'", "error decorator"],
      [`DEFAULT_DECOSPECS='kubernetes:labels={"a":"b"},cpu=2'`, null],
      ["DEFAULT_DECOSPECS=retry:times=9", "error decorator"],
      ["DEFAULT_DECOSPECS='retry:times=1 retry:times=9'", null],
      ["DEFAULT_DECOSPECS='kubernetes:cpu=0 resources:cpu=2'", null],
      ["DEFAULT_DECOSPECS=timeout", "error decorator"],
      ["DEFAULT_DECOSPECS=retry:time=1", "error decorator"],
      ["ENABLED_DATASTORE=s3", "error type"],
      [`ENABLED_STEP_DECORATOR='["retry"]'`, "error type"],
      ["ENABLED_DATASTORE=", "error type"],
      ["ENABLED_ENVIRONMENT=", null],
      ["ENABLED_CMD=code", "warning type"],
    ]);
  });
});

describe("lines of env files", () => {
  it("points at the value, with a byte order mark and CRLF as well", () => {
    const text =
      "\uFEFF# one\r\nMETAFLOW_KUBERNETES_NAMESPACE=a\r\nMETAFLOW_KUBERNETES_CPU='0'\r\n";
    assert.deepEqual(findings(text), ["error number '0'"]);
  });

  it("tells of lines that are not read, of repetition and of two stores", () => {
    const text = [
      "METAFLOW_KUBERNETES_CPU=0",
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

  it("tells of a default store without a place", () => {
    const azure = "METAFLOW_DEFAULT_DATASTORE=azure\n";
    const s3 = "METAFLOW_DATASTORE_SYSROOT_S3=s3://b/x\n";
    assert.deepEqual(findings(azure + s3), ["warning store-root azure"]);
    assert.deepEqual(findings(azure), []);
    assert.deepEqual(findings(`${azure}${s3}METAFLOW_DATASTORE_SYSROOT_AZURE=c/x\n`), []);
    assert.deepEqual(findings(azure.replace("azure", "local") + s3), []);
  });

  it("tells of lines that set nothing, even where they are all there is", () => {
    for (const line of [
      "METAFLOW_USER+=x",
      "METAFLOW_USER: x",
      "METAFLOW_USER=$'a\\nb'",
      "declare -x METAFLOW_USER=x",
      "readonly METAFLOW_USER=x",
      "METAFLOW-USER=x",
    ])
      assert.deepEqual(findings(`${line}\n`), [`warning syntax ${line}`]);
    const shell = "METAFLOW_USER=x; export METAFLOW_USER\nset -a; METAFLOW_KUBERNETES_CPU=0\n";
    assert.deepEqual(findings(shell), ["error number 0"]);
    assert.deepEqual(findings("set -a; METAFLOW_KUBERNETES_CPU=0\n"), ["error number 0"]);
  });

  it("tells of a profile without a file, where somebody can look", () => {
    const text = "METAFLOW_HOME=/conf\nMETAFLOW_PROFILE=prod\n";
    const asked: unknown[] = [];
    const lacks = (...about: unknown[]): boolean => asked.push(about) > 0;
    assert.deepEqual(findings(text), []);
    assert.deepEqual(
      findingsOfEnvFile(text, lacks).map(({ rule }) => rule),
      ["config/profile"],
    );
    assert.deepEqual(asked, [["prod", "/conf"]]);
    assert.deepEqual(
      findingsOfEnvFile(text, () => false),
      [],
    );
    assert.deepEqual(findingsOfEnvFile("METAFLOW_PROFILE=\n", lacks), []);
  });

  it("writes a decorator that is mistyped as it is called", () => {
    const line = "METAFLOW_DEFAULT_DECOSPECS='retry kubernets:cpu=2'\n";
    assert.equal(mended(line), line.replace("kubernets", "kubernetes"));
  });

  it("keeps quiet where a comment asks for it", () => {
    const ignore = "# flowlens: ignore[config/number]";
    assert.deepEqual(findings(`METAFLOW_KUBERNETES_CPU=0 ${ignore}\n`), []);
    assert.deepEqual(findings(`${ignore}\nMETAFLOW_KUBERNETES_CPU=0\n`), []);
  });
});
