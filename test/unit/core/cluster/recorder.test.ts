import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readRecording } from "../../../../runtime/core/cluster/recording";
import { Recorder } from "../../../../runtime/core/cluster/recorder";
import { masked, redacted } from "../../../../runtime/core/cluster/redact";

interface Line {
  readonly t: number;
  readonly kind: string;
  readonly type: string;
  readonly object: { readonly metadata: { readonly name: string } };
}

const meta = (name: string, version: number): object => ({
  metadata: { name, uid: name, namespace: "ml", resourceVersion: String(version) },
});

describe("redacted", () => {
  it("hides values of variables, commands and foreign annotations; keeps what explains", () => {
    const found = redacted({
      metadata: {
        name: "t-1",
        managedFields: [{ manager: "x" }],
        annotations: {
          "metaflow/flow_name": "Flow",
          "metaflow/production_token": "tok",
          "vault.example/role": "hush",
          "kubectl.kubernetes.io/last-applied-configuration": "hush",
        },
      },
      spec: {
        containers: [
          {
            name: "train",
            image: "acme/train:1",
            command: ["bash", "-c", "hush"],
            env: [
              { name: "DB_PASSWORD", value: "hush" },
              { name: "REF", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
            ],
          },
        ],
        arguments: { parameters: [{ name: "key", value: "hush" }] },
      },
      status: {
        nodes: { n: { outputs: { parameters: [{ name: "task-id", value: "17" }] } } },
        message: 'secret "db" not found',
      },
    });
    const text = JSON.stringify(found);
    assert.doesNotMatch(text, /hush|tok"|managedFields/);
    for (const kept of [
      '"Flow"',
      "acme/train:1",
      "secretKeyRef",
      '"17"',
      'secret \\"db\\" not found',
    ]) {
      assert.ok(text.includes(kept), kept);
    }
  });

  const messages: [string, string][] = [
    ["GET https://ada:s3cr3t@reg.example/v2", "GET https://***@reg.example/v2"],
    ["Authorization: Bearer abcdefghijkl", "Authorization: Bearer ***"],
    ["token=abcdef123 rest", "token=*** rest"],
    ["key AKIAABCDEFGHIJKLMNOP denied", "key *** denied"],
    ["jwt eyJhbGciOiJ9.eyJzdWIiOiI5.abc-def", "jwt ***"],
    // What the cluster itself says of secrets is no secret.
    ['secret "creds" not found', 'secret "creds" not found'],
    ["couldn't find key token in Secret ml/creds", "couldn't find key token in Secret ml/creds"],
    [
      "failed quota: q: must specify limits.cpu for: main",
      "failed quota: q: must specify limits.cpu for: main",
    ],
  ];
  for (const [message, expected] of messages) {
    it(`tells ${expected}`, () => {
      assert.equal(masked(message), expected);
    });
  }
});

describe("Recorder", () => {
  it("writes a watch event a line, and of a new list only what is new in it", () => {
    const lines: string[] = [];
    const recorder = new Recorder(
      (line) => lines.push(line),
      () => 1234.5,
    );
    const add = (type: "ADDED" | "MODIFIED" | "DELETED", name: string, version: number) => ({
      type,
      object: { ...meta(name, version) },
    });
    recorder.add("pods", [add("ADDED", "a", 1), add("ADDED", "b", 2)], true);
    recorder.add("pods", [add("MODIFIED", "a", 3)], false);
    recorder.add("pods", [add("ADDED", "a", 3), add("ADDED", "c", 5)], true);
    recorder.add("pods", [add("ADDED", "c", 6)], true);
    assert.deepEqual(
      lines.map((line) => {
        const { t, kind, type, object } = JSON.parse(line) as Line;
        assert.equal(t, 1.235);
        assert.equal(kind, "pods");
        return `${type} ${object.metadata.name}`;
      }),
      ["ADDED a", "ADDED b", "MODIFIED a", "DELETED b", "ADDED c", "DELETED a", "MODIFIED c"],
    );
    const { changes, damaged } = readRecording(lines.join("\n"));
    assert.equal(damaged, 0);
    assert.equal(changes.length, 7);
  });
});
