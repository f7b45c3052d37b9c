import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { Dag } from "../../../../runtime/core/dag";
import { layoutDag } from "../../../../runtime/core/layout/layoutDag";
import type { Direction, Layout, NodeSize } from "../../../../runtime/core/layout/types";
import { arbitrary, random, structured } from "./generate";
import {
  crossings,
  cutBands,
  edgesThroughBoxes,
  hiddenLabels,
  outside,
  overlappingBoxes,
  slantedEdges,
} from "./geometry";
import { sizesOf } from "./sample";

const DIRECTIONS: readonly Direction[] = ["right", "down"];
const SEEDS = Array.from({ length: 60 }, (_, i) => i + 1);

/** Cards of many sizes, circles for start and end. */
function unevenSizes(dag: Dag, seed: number): Map<string, NodeSize> {
  const next = random(seed + 1000);
  const sizes = sizesOf(dag);
  for (const [id, size] of sizes) {
    const [width, height] = [100 + 4 * Math.floor(next() * 25), 36 + 16 * Math.floor(next() * 6)];
    if (!size.fixed) sizes.set(id, { ...size, width, height });
    else sizes.set(id, { ...size, height: 60, beside: 40 });
  }
  return sizes;
}

function eachGraph(
  make: (seed: number) => Dag,
  check: (layout: Layout, dag: Dag, where: string) => void,
): void {
  for (const seed of SEEDS) {
    const dag = make(seed);
    for (const direction of DIRECTIONS) {
      const layout = layoutDag(dag, unevenSizes(dag, seed), { direction });
      assert.equal(layout.nodes.size, dag.nodes.length);
      assert.equal(layout.edges.length, dag.edges.length);
      check(layout, dag, `seed ${seed}, ${direction}`);
    }
  }
}

function noneOf(problems: readonly string[], where: string): void {
  assert.deepEqual(problems, [], where);
}

describe("layout of structured graphs", () => {
  const make = (seed: number): Dag => structured(seed, 5 + (seed % 7) * 8);

  it("overlaps no steps, and no edge runs through one", () => {
    eachGraph(make, (layout, _, where) => {
      noneOf(overlappingBoxes(layout), where);
      noneOf(edgesThroughBoxes(layout), where);
    });
  });

  it("crosses no edges and has only orthogonal ones", () => {
    eachGraph(make, (layout, _, where) => {
      noneOf(crossings(layout), where);
      noneOf(slantedEdges(layout), where);
    });
  });

  it("keeps everything inside, labels readable and bands whole", () => {
    eachGraph(make, (layout, _, where) => {
      noneOf(outside(layout), where);
      noneOf(hiddenLabels(layout), where);
      noneOf(cutBands(layout), where);
    });
  });

  it("draws a band around every foreach", () => {
    eachGraph(make, (layout, dag, where) => {
      const foreaches = dag.nodes.filter((one) => one.kind === "foreach").map((one) => one.id);
      assert.deepEqual(layout.bands.map((band) => band.foreach).sort(), foreaches.sort(), where);
    });
  });

  it("keeps the branches in the order of the source", () => {
    eachGraph(make, (layout, dag, where) => {
      for (const { id } of dag.nodes) {
        const heads = dag.edges.filter((edge) => edge.from === id && isHead(dag, edge.to));
        const places = heads.map((edge) => across(layout, edge.to));
        assert.deepEqual(
          places,
          [...places].sort((a, b) => a - b),
          `${where}: ${id}`,
        );
      }
    });
  });

  it("lets every edge begin and end on the ports of its steps", () => {
    eachGraph(make, (layout, dag, where) => {
      for (const edge of layout.edges) {
        if (edge.from === edge.to) continue;
        const to = layout.nodes.get(edge.to)!;
        const tip = edge.points.at(-1)!;
        const port = dag.nodes.find((one) => one.id === edge.to)?.isEnd ? 14 : 18;
        const expected =
          layout.direction === "right"
            ? { x: to.x, y: to.y + port }
            : { x: to.x + to.width / 2, y: to.y };
        assert.deepEqual(tip, expected, where);
      }
    });
  });

  it("is the same every time", () => {
    eachGraph(make, (layout, dag, where) => {
      const seed = Number(/\d+/.exec(where)?.[0]);
      const again = layoutDag(dag, unevenSizes(dag, seed), { direction: layout.direction });
      assert.deepEqual(again, layout);
    });
  });
});

function isHead(dag: Dag, id: string): boolean {
  return dag.edges.filter((edge) => edge.to === id && edge.from !== id).length === 1;
}

function across(layout: Layout, id: string): number {
  const box = layout.nodes.get(id)!;
  return layout.direction === "right" ? box.y : box.x + box.width / 2;
}

function along(layout: Layout, id: string): number {
  const box = layout.nodes.get(id)!;
  return layout.direction === "right" ? box.x : box.y;
}

describe("layout after an insertion", () => {
  /** A step between two that follow each other directly. */
  function inserted(dag: Dag, seed: number): { dag: Dag; at: string } | null {
    const direct = dag.edges.filter(
      (edge) =>
        edge.kind === "linear" &&
        isHead(dag, edge.to) &&
        dag.edges.filter((other) => other.from === edge.from).length === 1,
    );
    const edge = direct[Math.floor(random(seed)() * direct.length)];
    const like = dag.nodes.find((one) => one.kind === "linear" && !one.isStart && !one.isEnd);
    if (!edge || !like) return null;
    const nodes = [...dag.nodes, { ...like, id: "added" }];
    const edges = dag.edges.map((one) => (one === edge ? { ...one, to: "added" } : one));
    return {
      at: edge.to,
      dag: { ...dag, nodes, edges: [...edges, { ...edge, from: "added", to: edge.to }] },
    };
  }

  function reachable(dag: Dag, from: string): Set<string> {
    const seen = new Set([from]);
    for (const id of seen) for (const e of dag.edges) if (e.from === id) seen.add(e.to);
    return seen;
  }

  it("moves nothing sideways, and nothing past its neighbours", () => {
    for (const seed of SEEDS) {
      const before = structured(seed, 40);
      const after = inserted(before, seed);
      if (!after) continue;
      for (const direction of DIRECTIONS) {
        const old = layoutDag(before, sizesOf(before), { direction });
        const now = layoutDag(after.dag, sizesOf(after.dag), { direction });
        const moved = before.nodes.filter(({ id }) => across(old, id) !== across(now, id));
        assert.deepEqual(moved, [], `seed ${seed}, ${direction}`);
        const later = reachable(after.dag, "added");
        const kept = before.nodes.map((one) => one.id).filter((id) => !later.has(id));
        const order = (layout: Layout): string[] =>
          [...kept].sort((a, b) => along(layout, a) - along(layout, b) || a.localeCompare(b));
        assert.deepEqual(order(now), order(old), `seed ${seed}, ${direction}`);
      }
    }
  });

  it("leaves every earlier step of a chain exactly where it was", () => {
    const before = structured(4, 40);
    const after = inserted(before, 4);
    assert.ok(after);
    const old = layoutDag(before, sizesOf(before), { direction: "right" });
    const now = layoutDag(after.dag, sizesOf(after.dag), { direction: "right" });
    const limit = along(old, after.at);
    for (const { id } of before.nodes) {
      if (along(old, id) < limit) assert.deepEqual(now.nodes.get(id), old.nodes.get(id), id);
    }
  });
});

describe("layout of any graph", () => {
  const make = (seed: number): Dag => arbitrary(seed, 4 + (seed % 20), 4 + (seed % 31));

  it("overlaps no steps, keeps edges out of them and everything inside", () => {
    eachGraph(make, (layout, _, where) => {
      noneOf(overlappingBoxes(layout), where);
      noneOf(edgesThroughBoxes(layout), where);
      noneOf(slantedEdges(layout), where);
      noneOf(outside(layout), where);
    });
  });

  it("does it for large ones too", () => {
    for (const dag of [arbitrary(7, 300, 450), arbitrary(8, 60, 400)]) {
      const layout = layoutDag(dag, sizesOf(dag), { direction: "right" });
      noneOf(overlappingBoxes(layout), "large");
      noneOf(edgesThroughBoxes(layout), "large");
    }
  });
});
