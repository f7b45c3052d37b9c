import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  chosenCluster,
  pickContext,
  pickNamespace,
  type ClusterDefaults,
  type ClusterPick,
} from "../../../../runtime/core/cluster/choice";

const defaults: ClusterDefaults = {
  contexts: new Map([
    ["dev", "team-a"],
    ["prod", null],
  ]),
  current: "dev",
  namespace: null,
};

const none: ClusterPick = {};

describe("the cluster in use", () => {
  it("is the kubeconfig's current context with its own namespace", () => {
    assert.deepEqual(chosenCluster(defaults, none), { context: "dev", namespace: "team-a" });
    assert.deepEqual(chosenCluster({ ...defaults, current: "prod" }, none), {
      context: "prod",
      namespace: "default",
    });
  });

  it("takes Metaflow's namespace before the context's", () => {
    const set = { ...defaults, namespace: "metaflow" };
    assert.deepEqual(chosenCluster(set, none), { context: "dev", namespace: "metaflow" });
  });

  it("is none where no current context is, or one that does not exist", () => {
    assert.equal(chosenCluster({ ...defaults, current: null }, none), null);
    assert.equal(chosenCluster({ ...defaults, current: "gone" }, none), null);
  });

  it("is what was picked", () => {
    const pick = pickContext(defaults, none, "prod");
    assert.deepEqual(chosenCluster(defaults, pick), { context: "prod", namespace: "default" });
    const both = pickNamespace(defaults, pick, { context: "prod", namespace: "jobs" });
    assert.deepEqual(chosenCluster(defaults, both), { context: "prod", namespace: "jobs" });
  });

  it("keeps a picked namespace to its context", () => {
    const picked = pickNamespace(defaults, none, { context: "dev", namespace: "jobs" });
    const moved = pickContext(defaults, picked, "prod");
    assert.deepEqual(chosenCluster(defaults, moved), { context: "prod", namespace: "default" });
    assert.deepEqual(chosenCluster(defaults, pickContext(defaults, moved, "dev")), {
      context: "dev",
      namespace: "jobs",
    });
  });

  it("drops a pick when what it replaced has changed: another profile was chosen", () => {
    const picked = pickContext(defaults, none, "prod");
    const other = {
      ...defaults,
      contexts: new Map([
        ["prod", null],
        ["eu", "x"],
      ]),
      current: "eu",
    };
    assert.deepEqual(chosenCluster(other, picked), { context: "eu", namespace: "x" });
    const jobs = pickNamespace(defaults, none, { context: "dev", namespace: "jobs" });
    assert.deepEqual(chosenCluster({ ...defaults, namespace: "metaflow-prod" }, jobs), {
      context: "dev",
      namespace: "metaflow-prod",
    });
  });

  it("drops a picked context that is gone", () => {
    const picked = pickContext(defaults, none, "prod");
    const left = { ...defaults, contexts: new Map([["dev", null]]) };
    assert.deepEqual(chosenCluster(left, picked), { context: "dev", namespace: "default" });
  });

  it("keeps nothing for a pick of the default itself", () => {
    const back = pickContext(defaults, pickContext(defaults, none, "prod"), "dev");
    assert.deepEqual(back, {});
    const same = { context: "dev", namespace: "team-a" };
    assert.deepEqual(pickNamespace(defaults, none, same), {});
  });
});
