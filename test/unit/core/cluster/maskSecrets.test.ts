import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { maskSecrets } from "../../../../runtime/core/cluster/maskSecrets";

const container = {
  name: "train",
  env: [
    { name: "METAFLOW_VERSION", value: '{"script": "f.py", "production_token": "hunter2"}' },
    { name: "METAFLOW_SERVICE_HEADERS", value: '{"x-api-key": "hunter2"}' },
  ],
};

/** What must not be seen of a container, with what stays. */
const hiding: [string, object, string][] = [
  [
    "Metaflow's keys",
    {
      env: [
        { name: "METAFLOW_SERVICE_AUTH_KEY", value: "hunter2" },
        { name: "METAFLOW_USER", value: "tester" },
      ],
    },
    "tester",
  ],
  ["Metaflow's headers", { env: [container.env[1]] }, "METAFLOW_SERVICE_HEADERS"],
  ["the production token inside of METAFLOW_VERSION", { env: [container.env[0]] }, "f.py"],
  [
    "Argo's copy of the pod",
    { env: [{ name: "ARGO_TEMPLATE", value: JSON.stringify({ container, name: "train" }) }] },
    "f.py",
  ],
  [
    "variables of a JobSet that Argo creates",
    {
      env: [
        {
          name: "ARGO_TEMPLATE",
          value: JSON.stringify({
            manifest:
              "- name: METAFLOW_USER\n  value: tester\n- name: METAFLOW_SERVICE_AUTH_KEY\n  value: hunter2\n",
          }),
        },
      ],
    },
    "tester",
  ],
  [
    "passwords by other names, and webhooks",
    {
      env: [
        { name: "PG_PASS", value: "hunter2" },
        { name: "SLACK_WEBHOOK_URL", value: "https://hooks.example/hunter2" },
        { name: "QUEUE", value: "redis://:hunter2@queue:6379" },
        { name: "METAFLOW_AUTHOR", value: "Ada" },
      ],
    },
    "Ada",
  ],
  [
    "keys in commands",
    {
      args: [
        'python f.py argo-workflows create --authorize hunter2 && curl -H "x-api-key: hunter2" x',
        'echo "{\\"production_token\\": \\"hunter2\\"}" && python f.py step train',
      ],
    },
    "step train",
  ],
];

describe("what is shown of a pod's YAML", () => {
  it("hides values by the names of variables, logins in addresses, and kubectl's copy", () => {
    const shown = maskSecrets({
      metadata: {
        annotations: {
          "kubectl.kubernetes.io/last-applied-configuration": '{"env":"hunter2"}',
          "metaflow/production_token": "hunter2",
          "metaflow/step_name": "train",
        },
      },
      spec: {
        serviceAccountName: "token-reader",
        containers: [
          {
            name: "train",
            command: ["bash", "-c", "curl https://me:hunter2@example.org/x"],
            env: [
              { name: "AWS_SECRET_ACCESS_KEY", value: "hunter2" },
              { name: "DB_PASSWORD", value: "hunter2" },
              { name: "METAFLOW_USER", value: "tester" },
              { name: "API_TOKEN", valueFrom: { secretKeyRef: { name: "keys", key: "token" } } },
            ],
          },
        ],
      },
    });
    const text = JSON.stringify(shown);
    assert.ok(!text.includes("hunter2"), text);
    assert.ok(text.includes("tester") && text.includes('"metaflow/step_name":"train"'));
    assert.ok(text.includes('"secretKeyRef":{"name":"keys","key":"token"}'), "references stay");
    assert.ok(text.includes("token-reader"));
  });

  for (const [title, given, kept] of hiding) {
    it(`hides ${title}`, () => {
      const shown = JSON.stringify(maskSecrets({ spec: { containers: [given] } }));
      assert.ok(!shown.includes("hunter2"), shown);
      assert.ok(shown.includes(kept), shown);
    });
  }

  it("leaves JSON as it was written, and the cluster's own words, where they hide nothing", () => {
    const pod = {
      metadata: { annotations: { "metaflow/parameters": '[ {"name": "alpha"} ]' } },
      spec: {
        volumes: [{ secret: { secretName: "keys" } }],
        containers: [{ env: [{ name: "TEMPLATE", value: '{ "secretName": "keys" }' }] }],
      },
      status: { message: "cannot fetch a token: unexpected status 401" },
    };
    assert.deepEqual(maskSecrets(pod), pod);
  });

  it("leaves a real pod as it is but for that", () => {
    const pod = { spec: { containers: [{ name: "c", image: "x", resources: { limits: {} } }] } };
    assert.deepEqual(maskSecrets(pod), pod);
  });
});
