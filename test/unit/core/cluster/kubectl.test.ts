import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clusterTree } from "../../../../runtime/core/cluster/clusterTree";
import { kubectlCommands } from "../../../../runtime/core/cluster/kubectl";
import type { PodChange } from "../../../../runtime/core/cluster/podChange";
import { advanceAll, emptyCluster } from "../../../../runtime/core/cluster/state";
import { podChange, recorded, waiting } from "./replay";

function commands(
  changes: readonly PodChange[],
  context: string | null = "kind",
  windows = false,
): string[] {
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

  it("without a context where kubectl finds the cluster by itself", () => {
    const [first] = commands(waiting("ImagePullBackOff", "x"), null);
    assert.equal(first, "kubectl get events -n ns | grep -i pull");
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
