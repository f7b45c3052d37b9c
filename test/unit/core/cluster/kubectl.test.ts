import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clusterTree } from "../../../../runtime/core/cluster/clusterTree";
import { kubectlCommands } from "../../../../runtime/core/cluster/kubectl";
import { maskSecrets } from "../../../../runtime/core/cluster/maskSecrets";
import type { PodChange } from "../../../../runtime/core/cluster/podChange";
import { advanceAll, emptyCluster } from "../../../../runtime/core/cluster/state";
import { podChange, recorded, waiting } from "./replay";

function commands(changes: readonly PodChange[], context = "kind", windows = false): string[] {
  const [attempt] = clusterTree(advanceAll(emptyCluster, changes)).attempts.values();
  assert.ok(attempt);
  return kubectlCommands(attempt, { context, windows }).map(({ command }) => command);
}

describe("kubectl commands", () => {
  it("for an image that is not found", () => {
    const message = 'Back-off pulling image "acme/train:2.0": ErrImagePull: not found';
    assert.deepEqual(commands(waiting("ImagePullBackOff", message)), [
      "kubectl --context kind get events -n ns | grep -i pull",
      "kubectl --context kind get secrets -n ns",
      "kubectl --context kind describe serviceaccount default -n ns",
      "kubectl --context kind run test --image=acme/train:2.0 --dry-run=client -o yaml -n ns",
      "kubectl --context kind describe pod t-1-abcde-fghij -n ns",
      "kubectl --context kind logs -f t-1-abcde-fghij --all-containers -n ns",
    ]);
  });

  it("for a quota: a Job without a pod", () => {
    const found = commands(recorded("fail-quota"));
    const job = found.at(-1)?.match(/describe job (\S+)/)?.[1];
    const [first] = [...advanceAll(emptyCluster, recorded("fail-quota")).jobs.values()];
    const { namespace, name } = first!.object.meta;
    assert.equal(job, name);
    assert.deepEqual(found, [
      `kubectl --context kind describe quota -n ${namespace}`,
      `kubectl --context kind top pods -n ${namespace}`,
      "kubectl --context kind top nodes",
      `kubectl --context kind describe job ${name} -n ${namespace}`,
    ]);
  });

  it("for a claim that does not exist", () => {
    const found = commands(recorded("fail-pvc"));
    assert.ok(found.some((one) => one.includes("describe pvc no-such-claim")));
    assert.ok(found.includes("kubectl --context kind get storageclass"));
  });

  it("for no fitting node: with its selector", () => {
    const message = "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";
    const conditions = [{ type: "PodScheduled", status: "False", message }];
    const spec = { nodeSelector: { "gpu/kind": "a100", zone: "eu" } };
    const found = commands(podChange({ spec, status: { phase: "Pending", conditions } }));
    assert.equal(found[0], "kubectl --context kind get nodes -l gpu/kind=a100,zone=eu");
    assert.equal(found[1], "kubectl --context kind describe nodes | grep -A5 Taints");
  });

  it("quotes what a shell would read otherwise, and leaves out what it can't", () => {
    const changes = podChange();
    const [first] = commands(changes, "my cluster; rm -rf $HOME");
    assert.match(first ?? "", /^kubectl --context 'my cluster; rm -rf \$HOME' describe pod/);
    assert.deepEqual(commands(changes, "it's $(date)"), []);
    assert.deepEqual(commands(changes, "two\nlines"), []);
    assert.deepEqual(commands(changes, "a&b", true), [], "cmd.exe knows no such quotes");
    assert.deepEqual(commands(changes, "%PATH%", true), []);
  });
});

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

  const container = {
    name: "train",
    env: [
      { name: "METAFLOW_VERSION", value: '{"script": "f.py", "production_token": "hunter2"}' },
      { name: "METAFLOW_SERVICE_HEADERS", value: '{"x-api-key": "hunter2"}' },
    ],
  };
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
