import "./fakeEditor";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { onceOf } from "../../../extension/runs/whereCommands";
import { whereItems, type WhereState } from "../../../extension/runs/wherePick";
import type { Where } from "../../../runtime/core/where";

const lines = (current: Where, state: WhereState): readonly string[] =>
  whereItems(current, state).map(({ label, description, detail }) =>
    [label.replace(/^\$\(.*\) /, ""), description, detail].join(" | "),
  );

describe("the places to run", () => {
  it("are all there before anything is known of them", () => {
    assert.deepEqual(lines("here", {}), [
      "Here | in use | Each task is a process of this machine",
      "Docker |  | Tasks of steps with @kubernetes get a container with their image and limits",
      "Kubernetes |  | Each task is a pod",
    ]);
  });

  it("name the context and the namespace", () => {
    const [, , kubernetes] = lines("kubernetes", { cluster: { context: "kind", namespace: "ml" } });
    assert.equal(kubernetes, "Kubernetes | in use · kind · ml | Each task is a pod");
  });

  it("say why one cannot be used", () => {
    const [, docker, kubernetes] = lines("here", {
      docker: "No Docker engine answers.",
      cluster: { sentence: "No kubeconfig was found." },
    });
    assert.equal(docker, "Docker |  | No Docker engine answers.");
    assert.equal(kubernetes, "Kubernetes |  | No kubeconfig was found.");
  });
});

describe("the place a click asks for itself", () => {
  it("is taken only when it is one", () => {
    assert.equal(onceOf({ where: "docker" }), "docker");
    for (const subject of [undefined, null, {}, { where: "moon" }, { where: 1 }])
      assert.equal(onceOf(subject), undefined);
  });
});
