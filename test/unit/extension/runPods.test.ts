import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setImmediate as soon } from "node:timers/promises";
import { emitter } from "./fakeEditor";
import type { ClusterChoice } from "../../../extension/cluster/clusterChoice";
import type { ClusterSources } from "../../../extension/cluster/clusterSource";
import { RunPods } from "../../../extension/cluster/runPods";
import { Run } from "../../../extension/runs/run";
import type { RunService } from "../../../extension/runs/runService";
import { newRun } from "../../../runtime/core/advance";
import type { PodChange } from "../../../runtime/core/cluster/podChange";
import { advanceAll, emptyCluster } from "../../../runtime/core/cluster/state";
import { begin, fail } from "../core/runEvents";
import { until } from "../cluster/watching";
import { recorded } from "../core/cluster/replay";

const masked = "No completed attempts of the task was found for task 'OneFlow/1/start/1'";

/** A run on Kubernetes and its cluster, both told by hand. */
function kubernetesRun(recording: string) {
  const changes = recorded(recording);
  const first = changes.find((change) => change.kind === "job");
  const annotations = first?.object.meta.annotations ?? {};
  const plan = {
    ...({ kind: "run", uri: "file:///flows/one.py", flow: "OneFlow" } as const),
    ...({ step: null, pathspec: null, parameters: [], where: "kubernetes" } as const),
    cluster: { context: "kind", namespace: "team" },
  };
  const key = "k1";
  const run = new Run(
    { plan, shape: new Map(), command: [], notices: [] },
    newRun({ key, flow: "OneFlow", kind: "run", steps: ["start"], startedAt: 0 }),
    "/tmp/none.log",
  );
  run.accept({ type: "run-id", at: 1, runId: annotations["metaflow/run_id"] ?? "" });
  run.accept(begin("start", "1"));
  const printed: string[] = [];
  run.onDidPrint((text) => printed.push(text));

  const source = { state: emptyCluster, changed: emitter<undefined>() };
  const runs = emitter<readonly Run[]>();
  const held: unknown[] = [];
  const service = {
    onDidChange: runs.event,
    tell: (told: Run, events: Parameters<RunService["tell"]>[1]) => {
      for (const event of events) told.accept(event);
    },
  };
  const sources = {
    hold: (cluster: unknown) => {
      held.push(cluster);
      return {
        source: {
          get state() {
            return source.state;
          },
          onDidChange: source.changed.event,
        },
        dispose: () => held.pop(),
      };
    },
  };
  const choice = { environment: () => Promise.resolve({ KUBECONFIG: "/kube" }) };
  const pods = new RunPods(
    choice as unknown as ClusterChoice,
    sources as unknown as ClusterSources,
    service as unknown as RunService,
  );
  return {
    ...{ run, printed, held, pods, changes },
    see: () => {
      runs.fire([run]);
    },
    watched: () => until(() => held.length > 0),
    says: (some: readonly PodChange[]) => {
      source.state = advanceAll(source.state, some);
      source.changed.fire(undefined);
    },
  };
}

const first = (run: Run) => run.state.steps[0]!.tasks[0]!;

describe("runs on Kubernetes and their pods", () => {
  let given: ReturnType<typeof kubernetesRun>;
  afterEach(() => {
    given.pods.dispose();
  });

  it("watches the run's cluster while it goes on, and tells why its pod waits", async () => {
    given = kubernetesRun("fail-pvc");
    given.see();
    await given.watched();
    assert.deepEqual(given.held, [
      { context: "kind", namespace: "team", environment: { KUBECONFIG: "/kube" } },
    ]);
    given.says(given.changes);
    assert.deepEqual(
      [first(given.run).state, first(given.run).reason],
      ["queued", "PVC no-such-claim not found"],
    );
    assert.equal(given.printed.length, 1);
    assert.match(given.printed[0]!, /^\[flowlens\] t-\S+ waits: PVC no-such-claim not found\. /);
    given.pods.dispose();
    assert.deepEqual(given.held, [], "nothing is watched any more");
  });

  it("puts the true reason in place of Metaflow's, even when it comes after the end", async () => {
    given = kubernetesRun("fail-oom");
    given.see();
    await given.watched();
    given.run.accept(fail("start", "1", true, masked));
    given.run.accept({ type: "exited", at: 99, code: 1, reason: masked });
    given.see();
    assert.equal(first(given.run).reason, masked);
    given.says(given.changes);
    assert.equal(first(given.run).reason, "OOMKilled: limit 200 MB");
    assert.equal(given.run.state.reason, "OOMKilled: limit 200 MB");
  });

  it("leaves runs alone that have no cluster", async () => {
    given = kubernetesRun("fail-oom");
    delete (given.run.facts.plan as { cluster?: object }).cluster;
    given.see();
    // Another run is watched meanwhile: this one would have been, too.
    const other = kubernetesRun("fail-oom");
    other.see();
    await other.watched();
    other.pods.dispose();
    await soon();
    assert.deepEqual(given.held, []);
  });
});
