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
