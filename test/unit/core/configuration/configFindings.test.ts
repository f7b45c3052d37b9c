import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findingsOfConfigFile } from "../../../../runtime/core/configuration/configFindings";

function findings(text: string): readonly string[] {
  return findingsOfConfigFile(text).map(
    ({ severity, rule, span }) =>
      `${severity} ${rule.replace("config/", "")} ${text.slice(span.start, span.end)}`,
  );
}

describe("findings of config files", () => {
  it("takes what Metaflow takes", () => {
    const text = JSON.stringify(
      {
        METAFLOW_KUBERNETES_SHARED_MEMORY: 100,
        METAFLOW_KUBERNETES_MEMORY: 8192,
        METAFLOW_KUBERNETES_TOLERATIONS: '[{"operator": "Exists"}]',
        METAFLOW_SERVICE_HEADERS: { "x-api-key": "k" },
        METAFLOW_KUBERNETES_FETCH_EC2_METADATA: true,
        METAFLOW_S3_RETRY_COUNT: "3",
        comment: ["not", { for: "Metaflow" }],
      },
      null,
      2,
    );
    assert.deepEqual(findings(text), []);
    assert.deepEqual(findings("{}"), []);
  });

  it("tells what is passed over, garbled or refused", () => {
    const text = `{
  "KUBERNETES_NAMESPACE": "a",
  "METAFLOW_PROFILE": "b",
  "METAFLOW_KUBERNETES_NAMESPCE": "c",
  "METAFLOW_KUBERNETES_TOLERATIONS": [{"operator": "Exists"}],
  "METAFLOW_KUBERNETES_SHARED_MEMORY": "100",
  "METAFLOW_KUBERNETES_FETCH_EC2_METADATA": 1,
  "METAFLOW_S3_RETRY_COUNT": null,
  "METAFLOW_KUBERNETES_CPU": -1,
  "METAFLOW_KUBERNETES_LABELS": {"a": "b"},
  "METAFLOW_UI_URL": "http://a",
  "METAFLOW_UI_URL": "http://b"
}`;
    assert.deepEqual(findings(text), [
      'warning prefix "KUBERNETES_NAMESPACE"',
      'warning prefix "METAFLOW_PROFILE"',
      'warning unknown-variable "METAFLOW_KUBERNETES_NAMESPCE"',
      'error type [{"operator": "Exists"}]',
      'error shared-memory "100"',
      "error boolean 1",
      "error number null",
      "error number -1",
      'warning type {"a": "b"}',
      'warning repeated "METAFLOW_UI_URL"',
    ]);
    const fixes = findingsOfConfigFile(text).flatMap(({ fix }) => fix?.text ?? []);
    assert.deepEqual(fixes, [
      '"METAFLOW_KUBERNETES_NAMESPACE"',
      '"METAFLOW_KUBERNETES_NAMESPACE"',
      JSON.stringify('[{"operator":"Exists"}]'),
    ]);
  });

  it("is as loud as Metaflow", () => {
    const cases: readonly (readonly [string, string | null])[] = [
      ["KUBERNETES_CPU: 0", null],
      ["KUBERNETES_CPU: false", null],
      ["KUBERNETES_CPU: {}", null],
      ["KUBERNETES_CPU: Infinity", null],
      ["KUBERNETES_CPU: [1]", "error number"],
      ['KUBERNETES_CPU: "0"', "error number"],
      ["KUBERNETES_SHARED_MEMORY: []", null],
      ["KUBERNETES_SHARED_MEMORY: 1.5", "error shared-memory"],
      ["KUBERNETES_TOLERATIONS: []", null],
      ["KUBERNETES_TOLERATIONS: null", "error type"],
      ["KUBERNETES_IMAGE_PULL_SECRETS: {}", null],
      ["KUBERNETES_QOS: []", "error type"],
      ["KUBERNETES_NODE_SELECTOR: {}", "error type"],
      ['KUBERNETES_LABELS: ["a=b"]', "error type"],
      ["KUBERNETES_LABELS: null", "warning type"],
      ["KUBERNETES_CONTAINER_IMAGE: 1", "error name"],
      ["DEFAULT_DATASTORE: null", "error type"],
      ['DEFAULT_DATASTORE: "nope"', "warning choice"],
      ["DEFAULT_DECOSPECS: []", "error type"],
      ["DEFAULT_RUNTIME_LIMIT: true", "warning number"],
      ['ENABLED_DATASTORE: "s3"', "error type"],
      ["ENABLED_DATASTORE: []", "error type"],
      ['ENABLED_DATASTORE: ["s3", "local"]', null],
      ["ENABLED_DATASTORE: null", null],
    ];
    for (const [entry, expected] of cases) {
      const text = `{"METAFLOW_${entry.replace(":", '":')}}`;
      const found = findings(text).map((one) => one.split(" ", 2).join(" "));
      assert.deepEqual(found, expected === null ? [] : [expected], entry);
    }
  });
});

describe("values in config files", () => {
  it("judges the last of a key that comes twice", () => {
    const text = '{"METAFLOW_KUBERNETES_CPU": -1, "METAFLOW_KUBERNETES_CPU": 1}';
    assert.deepEqual(findings(text), ['warning repeated "METAFLOW_KUBERNETES_CPU"']);
  });

  it("asks what it is given about the values of decorators", () => {
    const text = '{"METAFLOW_DEFAULT_DECOSPECS": "retry:times=9 card:id=a"}';
    const asked: string[] = [];
    const found = findingsOfConfigFile(text, (decorator) => {
      asked.push(decorator);
      return "No.";
    });
    assert.deepEqual(asked, ["@retry(times=9)"]);
    assert.deepEqual(
      found.map(({ message }) => message),
      ["@retry(times=9): No."],
    );
    assert.deepEqual(findings(text), []);
  });

  it("points at what is no JSON, and never throws", () => {
    const broken = [
      "",
      "[]",
      "{",
      '{"a" 1}',
      '{"a": 1,}',
      '{"a": tru}',
      '{"a": [1, }',
      "{} x",
      '{"a',
    ];
    for (const text of broken) assert.match(findings(text).join(), /^error json/, text);
    assert.match(findings(`{"a": ${"[".repeat(100_000)}`).join(), /^error json/);
    assert.deepEqual(findings('{"METAFLOW_KUBERNETES_CPU": NaN}'), ["error number NaN"]);
  });
});
