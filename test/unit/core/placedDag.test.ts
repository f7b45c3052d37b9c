import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placedDag, type RunPlace } from "../../../runtime/core/placedDag";
import { fakeNode } from "../../webview/fakes";

const nodes = [
  fakeNode("start"),
  { ...fakeNode("train"), where: "kubernetes" as const, resources: ["4 cpu"] },
  { ...fakeNode("big"), where: "batch" as const },
];
const dag = { flow: "Hello", nodes, edges: [] };

const places = (place: RunPlace | null): readonly string[] =>
  placedDag(dag, place).nodes.map(({ where }) => where);

describe("where the nodes of a run are", () => {
  it("is what the text says without a run", () => {
    assert.equal(placedDag(dag, null), dag);
  });

  it("is a process, without a pod's resources, for @kubernetes in a run here", () => {
    const here = placedDag(dag, { where: "here", step: null }).nodes;
    assert.deepEqual(
      here.map(({ where }) => where),
      ["process", "process", "batch"],
    );
    assert.deepEqual(here[1]?.resources, []);
    const plain = { ...dag, nodes: nodes.slice(0, 1) };
    assert.equal(placedDag(plain, { where: "here", step: null }), plain);
  });

  it("is a pod for a run here on a datastore that pods reach", () => {
    const here = { where: "here", step: null } as const;
    assert.equal(placedDag(dag, { ...here, pods: "marked" }), dag);
    assert.deepEqual(places({ ...here, pods: "all" }), ["kubernetes", "kubernetes", "batch"]);
  });

  it("is Kubernetes for all steps of a run there, but those of another cluster", () => {
    const there = places({ where: "kubernetes", step: null });
    assert.deepEqual(there, ["kubernetes", "kubernetes", "batch"]);
  });

  it("is a container only for steps with @kubernetes", () => {
    assert.deepEqual(places({ where: "docker", step: null }), ["process", "docker", "batch"]);
  });

  it("is the chosen place for a step that runs alone, whatever it asks for", () => {
    const alone = (where: RunPlace["where"], step: string): string | undefined =>
      placedDag(dag, { where, step }).nodes.find(({ id }) => id === step)?.where;
    assert.equal(alone("here", "train"), "process");
    assert.equal(alone("docker", "start"), "docker");
    assert.equal(alone("kubernetes", "start"), "kubernetes");
    assert.deepEqual(places({ where: "docker", step: "start" }).slice(1), ["kubernetes", "batch"]);
  });
});
