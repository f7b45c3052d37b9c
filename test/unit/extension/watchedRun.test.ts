import { asked, emitter, script, user } from "./fakeEditor";
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import type { ClusterSources } from "../../../extension/cluster/clusterSource";
import { WatchedRun } from "../../../extension/deploy/watchedRun";
import { advanceAll, emptyCluster } from "../../../runtime/core/cluster/state";
import type { WatchStatus } from "../../../runtime/cluster/watch";
import { recorded } from "../core/cluster/replay";

const target = { uri: "file:///f.py", flow: "OkFlow" };
const step = { kind: "linear", next: [], closedBy: null } as const;
const facts = {
  ...{ key: "argo-okflow-hp9hs", runId: "argo-okflow-hp9hs", flow: "OkFlow", target },
  shape: new Map([["start", step]]),
  cluster: { context: "kind-dev", namespace: "argo", environment: {} },
  startedAt: Date.parse("2026-11-22T00:49:36Z"),
};
const live: WatchStatus = { kind: "live", missing: [] };

/** A cluster to watch, by hand. */
function watchable(): { readonly told: () => void; held: number; status: WatchStatus } & {
  state: typeof emptyCluster;
  readonly sources: ClusterSources;
} {
  const changed = emitter<undefined>();
  const told = (): void => {
    changed.fire(undefined);
  };
  const bed = { told, held: 0, status: live, state: emptyCluster };
  const source = {
    onDidChange: changed.event,
    get state() {
      return bed.state;
    },
    get status() {
      return bed.status;
    },
  };
  const hold = (): unknown => {
    bed.held += 1;
    return { source, dispose: () => (bed.held -= 1) };
  };
  return Object.assign(bed, { sources: { hold } as unknown as ClusterSources });
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
const view = { reveal: () => Promise.resolve() };

beforeEach(() => {
  script();
});

describe("a run of a deployed flow in a DAG", () => {
  it("is watched while it is seen, and keeps what it showed", async () => {
    const bed = watchable();
    const run = new WatchedRun(facts, bed.sources, view);
    assert.equal(run.state.status, "starting");
    run.watch(true);
    await settled();
    assert.equal(bed.held, 1);
    bed.state = advanceAll(emptyCluster, recorded("argo-ok"));
    let changes = 0;
    run.onDidChange(() => (changes += 1));
    bed.told();
    assert.equal(changes, 1);
    assert.equal(run.state.status, "succeeded");
    run.watch(false);
    assert.equal(bed.held, 0);
    bed.state = emptyCluster;
    run.watch(true);
    await settled();
    assert.equal(run.state.status, "succeeded");
    run.dispose();
    assert.equal(bed.held, 0);
  });

  it("says once why nothing is seen", async () => {
    const bed = watchable();
    bed.status = { kind: "stopped", sentence: "Log in again." };
    script(undefined);
    const run = new WatchedRun(facts, bed.sources, view);
    run.watch(true);
    await settled();
    bed.told();
    assert.equal(asked().title, "Log in again.");
    assert.equal(user.questions.length, 1);
    run.dispose();
  });

  it("is ended by the command that asks which one", () => {
    const run = new WatchedRun(facts, watchable().sources, view);
    run.cancel();
    assert.deepEqual(user.commands, [["flowlens.terminateDeployed", target]]);
  });
});
