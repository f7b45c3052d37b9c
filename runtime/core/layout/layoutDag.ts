import type { Dag } from "../dag";
import { placeAcross, type Range } from "./across";
import { placeAlong, type Along } from "./along";
import { besideLanes, blocksOfSteps, foreachRanges, lanesOfArcs } from "./beside";
import { linkBlocks, type Block } from "./block";
import { decompose } from "./decompose";
import { Measure } from "./metrics";
import { netOf, type Net } from "./net";
import { rankSteps } from "./ranks";
import { Router, routesOf } from "./route";
import type { Band, Box, Layout, LayoutEdge, LayoutOptions, NodeSize } from "./types";

/**
 * Places the steps of a graph and routes its edges, in linear time for structured graphs: without
 * crossings, branches in source order, edges never through a card. The graph is reduced to a
 * series-parallel tree; columns (`right`) or rows (`down`) come from the longest path, the space
 * across from the tree. Arrows that do not fit the tree run beside it. Never throws; edges to
 * unknown steps are left out, steps without a size get that of a one-line card.
 */
export function layoutDag(
  dag: Dag,
  sizes: ReadonlyMap<string, NodeSize>,
  options: LayoutOptions,
): Layout {
  const measure = new Measure(options, sizes);
  const net = netOf(dag, options.collapsed ?? new Set());
  const tree = decompose(net);
  const blocks = linkBlocks(tree.root);
  const ranks = rankSteps(net, tree, blocks);
  const widths = evenWidths(net, ranks, measure);
  const steps = blocksOfSteps(blocks, net.nodes.length);
  const lanes = besideLanes(net, tree, ranks, steps, measure.right);
  const ranges = foreachRanges(net, blocks, steps);
  placeAcross({ blocks, lanes, ranges }, net, measure, widths);

  const routes = routesOf(net, steps, lanesOfArcs(blocks), lanes);
  const ends = {
    starts: new Set(ranges.map((range) => range.foreach)),
    ends: new Set(ranges.map((range) => range.join)),
  };
  const rankSizes = sizesOfRanks(net, ranks, widths, measure);
  const along = placeAlong(net, ranks, routes, rankSizes, ends, measure);
  const boxes = boxesOf(net, ranks, widths, along, steps, measure);
  const router = new Router(net, ranks, along, boxes, steps, measure);
  const edges = [
    ...routes.map((route) => router.edge(route)),
    ...net.loops.map((arc) => router.loop(arc)),
  ];
  const bands = bandsOf(net, ranges, boxes, measure);
  return framed(options.direction, net, boxes, edges, bands, tree.root, along.total);
}

/** Cards of one rank are equally wide. */
function evenWidths(net: Net, ranks: Int32Array, measure: Measure): number[] {
  const widest = new Map<number, number>();
  net.nodes.forEach((node, i) => {
    const size = measure.size(node.id);
    const rank = ranks[i] ?? 0;
    if (!size.fixed) widest.set(rank, Math.max(widest.get(rank) ?? 0, size.width));
  });
  return net.nodes.map((node, i) => {
    const size = measure.size(node.id);
    return size.fixed ? size.width : (widest.get(ranks[i] ?? 0) ?? size.width);
  });
}

function sizesOfRanks(
  net: Net,
  ranks: Int32Array,
  widths: readonly number[],
  measure: Measure,
): Float64Array {
  const count = ranks.reduce((most, rank) => Math.max(most, rank + 1), 0);
  const sizes = new Float64Array(count);
  net.nodes.forEach((node, i) => {
    const rank = ranks[i] ?? 0;
    const size = measure.right ? (widths[i] ?? 0) : measure.size(node.id).height;
    sizes[rank] = Math.max(sizes[rank] ?? 0, size);
  });
  return sizes;
}

function boxesOf(
  net: Net,
  ranks: Int32Array,
  widths: readonly number[],
  along: Along,
  steps: readonly Block[],
  measure: Measure,
): Box[] {
  return net.nodes.map((node, i) => {
    const size = measure.size(node.id);
    const start = along.starts[ranks[i] ?? 0] ?? 0;
    const axis = steps[i]?.axis ?? 0;
    const width = widths[i] ?? size.width;
    const { height } = size;
    return measure.right
      ? { x: start, y: axis - size.port, width, height }
      : { x: axis - width / 2, y: start, width, height };
  });
}

function bandsOf(
  net: Net,
  ranges: readonly Range[],
  boxes: readonly Box[],
  measure: Measure,
): Band[] {
  const { bandStart, bandEnd } = measure.gaps;
  const bands: Band[] = [];
  for (const range of ranges) {
    const first = boxes[range.foreach];
    const last = boxes[range.join];
    if (!first || !last) continue;
    const across = { start: range.series.axis - range.before, size: range.before + range.after };
    const box = measure.right
      ? {
          x: first.x - bandStart,
          y: across.start,
          width: last.x + last.width + bandEnd - first.x + bandStart,
          height: across.size,
        }
      : {
          x: across.start,
          y: first.y - bandStart,
          width: across.size,
          height: last.y + last.height + bandEnd - first.y + bandStart,
        };
    const caption = measure.right
      ? { x: box.x + 8, y: box.y + 13 }
      : { x: range.series.axis, y: box.y + 13 };
    const depth = net.nodes[range.foreach]?.depth ?? 0;
    bands.push({
      foreach: net.nodes[range.foreach]?.id ?? "",
      join: net.nodes[range.join]?.id ?? "",
      box,
      depth,
      caption,
    });
  }
  return bands.sort((a, b) => a.depth - b.depth);
}

/** Moves everything so that the top left corner is 0, 0. */
function framed(
  direction: Layout["direction"],
  net: Net,
  boxes: readonly Box[],
  edges: readonly LayoutEdge[],
  bands: readonly Band[],
  root: Block,
  total: number,
): Layout {
  const right = direction === "right";
  const dx = right ? 0 : root.before;
  const dy = right ? root.before : 0;
  const nodes = new Map<string, Box>();
  net.nodes.forEach((node, i) => {
    const box = boxes[i];
    if (box) nodes.set(node.id, { ...box, x: box.x + dx, y: box.y + dy });
  });
  const across = root.before + root.after;
  return {
    direction,
    width: right ? total : across,
    height: right ? across : total,
    nodes,
    edges: edges.map((edge) => ({
      ...edge,
      points: edge.points.map((p) => ({ x: p.x + dx, y: p.y + dy })),
      labelAt: edge.labelAt && { x: edge.labelAt.x + dx, y: edge.labelAt.y + dy },
    })),
    bands: bands.map((band) => ({
      ...band,
      box: { ...band.box, x: band.box.x + dx, y: band.box.y + dy },
      caption: { x: band.caption.x + dx, y: band.caption.y + dy },
    })),
  };
}
