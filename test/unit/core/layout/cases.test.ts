import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { Dag } from "../../../../runtime/core/dag";
import { layoutDag } from "../../../../runtime/core/layout/layoutDag";
import type { Box, Layout, NodeSize } from "../../../../runtime/core/layout/types";
import { crossings, edgesThroughBoxes, overlappingBoxes } from "./geometry";
import { dagOf, sizesOf } from "./sample";

function right(dag: Dag, sizes: ReadonlyMap<string, NodeSize> = sizesOf(dag)): Layout {
  return layoutDag(dag, sizes, { direction: "right" });
}

function box(layout: Layout, id: string): Box {
  const found = layout.nodes.get(id);
  assert.ok(found, id);
  return found;
}

function port(layout: Layout, id: string): number {
  return box(layout, id).y + (id === "start" || id === "end" ? 14 : 18);
}

describe("layout: what a graph can bring", () => {
  it("keeps the titles of a chain on one line however tall its steps are", () => {
    const dag = dagOf("start > a", "a > b", "b > end");
    const layout = right(dag, sizesOf(dag, { b: 140 }));
    const lines = ["start", "a", "b", "end"].map((id) => port(layout, id));
    assert.equal(new Set(lines).size, 1);
  });

  it("gives an early exit its own lane and keeps the main line straight", () => {
    const layout = right(dagOf("start > c", "c ? ok:a stop:end", "a > b", "b > end"));
    assert.equal(port(layout, "c"), port(layout, "b"));
    const exit = layout.edges.find((edge) => edge.label === "stop");
    const lane = Math.max(...(exit?.points.map((p) => p.y) ?? []));
    assert.ok(lane >= box(layout, "a").y + 52 + 24);
  });

  it("leads an early exit out of a nested branch around what comes later", () => {
    const dag = dagOf("start ? x:a y:b", "a > m", "b ? go:c halt:end", "c > m", "m > end");
    for (const direction of ["right", "down"] as const) {
      const layout = layoutDag(dag, sizesOf(dag), { direction });
      assert.deepEqual([...edgesThroughBoxes(layout), ...crossings(layout)], []);
    }
  });

  it("puts several cases that lead to one step on one edge", () => {
    const layout = right(dagOf("start ? x:a y:a z:b", "a > end", "b > end"));
    assert.deepEqual(
      layout.edges.map((edge) => edge.label).filter((label) => label !== null),
      ["x, y", "z"],
    );
  });

  it("keeps a branch that is still being written at its place", () => {
    const layout = right(dagOf("start > a b c", "a > js", "c > js", "js > end"));
    const places = ["a", "b", "c"].map((id) => box(layout, id).y);
    assert.deepEqual(places, [0, 76, 152]);
    assert.ok(box(layout, "js").x > box(layout, "b").x);
  });

  it("puts parts that nothing connects below, without moving the rest", () => {
    const lines = ["start > a", "a > end"];
    const alone = right(dagOf(...lines));
    const both = right(dagOf(...lines, "lost > more"));
    for (const id of ["start", "a", "end"]) assert.deepEqual(box(both, id), box(alone, id));
    assert.ok(box(both, "lost").y >= box(both, "a").y + 52 + 48);
  });

  it("leads loops back on the free side", () => {
    const dag = dagOf("start > a", "a > b", "b ? again:a done:end");
    const across = (edge: Layout["edges"][number] | undefined): number =>
      Math.min(...(edge?.points.map((p) => p.y) ?? []));
    const layout = right(dag);
    const back = layout.edges.find((edge) => edge.label === "again");
    assert.ok(across(back) < box(layout, "a").y);
    assert.deepEqual([overlappingBoxes(layout), edgesThroughBoxes(layout)], [[], []]);
  });

  it("folds a collapsed foreach into one step, with what is inside", () => {
    const dag = dagOf("start > f", "f * f2", "f2 * w", "w > jf2", "jf2 > jf", "jf > end");
    const outer = layoutDag(dag, sizesOf(dag), { direction: "right", collapsed: new Set(["f"]) });
    assert.deepEqual([...outer.nodes.keys()], ["start", "f", "end"]);
    assert.deepEqual(
      outer.edges.map((edge) => `${edge.from}>${edge.to}`),
      ["start>f", "f>end"],
    );
    assert.deepEqual(outer.bands, []);
    const inner = layoutDag(dag, sizesOf(dag), { direction: "right", collapsed: new Set(["f2"]) });
    assert.deepEqual([...inner.nodes.keys()], ["start", "f", "f2", "jf", "end"]);
    assert.deepEqual(
      inner.bands.map((band) => band.foreach),
      ["f"],
    );
    const both = layoutDag(dag, sizesOf(dag), {
      direction: "right",
      collapsed: new Set(["f2", "f"]),
    });
    assert.deepEqual([...both.nodes.keys()], ["start", "f", "end"]);
  });

  it("draws nothing, one step, unknown targets and unknown sizes", () => {
    assert.deepEqual(right({ flow: "F", nodes: [], edges: [] }).nodes.size, 0);
    const one = right(dagOf("start > nowhere"), new Map());
    assert.equal(one.nodes.size, 2);
    const dag = dagOf("start > a", "a > end");
    const edges = [...dag.edges, { from: "a", to: "gone", kind: "linear" as const, label: null }];
    assert.equal(right({ ...dag, edges }).edges.length, 2);
  });

  it("takes 5,000 steps in a row and 2,000 side by side", () => {
    const chain = dagOf(
      "start > n0",
      ...Array.from({ length: 5000 }, (_, i) => `n${i} > ${i < 4999 ? `n${i + 1}` : "end"}`),
    );
    assert.equal(right(chain).height, 52);
    const names = Array.from({ length: 2000 }, (_, i) => `b${i}`);
    const wide = dagOf(`start > ${names.join(" ")}`, ...names.map((b) => `${b} > end`));
    assert.equal(right(wide).height, 2000 * 76 - 24);
    let deep = ["start > f0"];
    for (let i = 0; i < 1000; i++) deep.push(`f${i} * ${i < 999 ? `f${i + 1}` : "body"}`);
    deep = [...deep, "body > jf999"];
    for (let i = 999; i > 0; i--) deep.push(`jf${i} > jf${i - 1}`);
    assert.equal(right(dagOf(...deep, "jf0 > end")).bands.length, 1000);
  });
});
