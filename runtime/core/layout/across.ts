import { NOT_WRITTEN, type Block } from "./block";
import { LOOP, type Measure } from "./metrics";
import type { Arc, Net } from "./net";

/** The corridor of an arrow beside the tree: after (below, right of) or before the parts of a series. */
export interface Lane {
  readonly arc: Arc;
  readonly side: "before" | "after";
  /** Leads back to an earlier step. */
  readonly isBack: boolean;
  readonly series: Block;
  readonly first: number;
  readonly last: number;
  /** Its port line relative to the series'. */
  shift: number;
}

/** A foreach and its join in one series, with the space its band takes across. */
export interface Range {
  readonly foreach: number;
  readonly join: number;
  readonly series: Block;
  before: number;
  after: number;
}

/** Widths across the direction, as given by `Measure` or widened. */
export interface Across {
  readonly blocks: readonly Block[];
  readonly lanes: readonly Lane[];
  readonly ranges: readonly Range[];
}

/** Two port lines closer than this are put on one, so that no edge makes a tiny step. */
const SNAP = 28;

/**
 * Gives every block its space and its port line across the direction of the graph: parts of a
 * series share one line, branches of a parallel lie side by side around it.
 */
export function placeAcross(
  across: Across,
  net: Net,
  measure: Measure,
  widths: readonly number[],
): void {
  const loops = new Map(net.loops.map((arc) => [arc.from, arc]));
  const lanes = bySeries(across.lanes);
  const ranges = bySeries(across.ranges);
  for (let i = across.blocks.length - 1; i >= 0; i--) {
    const block = across.blocks[i];
    if (!block) continue;
    if (block.type === "step") sizeStep(block, net, measure, widths, loops);
    else if (block.type === "lane") sizeLane(block, measure);
    else if (block.type === "parallel") sizeParallel(block, measure);
    else sizeSeries(block, measure, lanes.get(block) ?? [], ranges.get(block) ?? []);
  }
  for (const block of across.blocks) block.axis = (block.parent?.axis ?? 0) + block.shift;
}

function bySeries<T extends { readonly series: Block }>(items: readonly T[]): Map<Block, T[]> {
  const map = new Map<Block, T[]>();
  for (const item of items) {
    const known = map.get(item.series);
    if (known) known.push(item);
    else map.set(item.series, [item]);
  }
  return map;
}

function sizeStep(
  block: Block,
  net: Net,
  measure: Measure,
  widths: readonly number[],
  loops: ReadonlyMap<number, Arc>,
): void {
  const node = net.nodes[block.step];
  if (!node) return;
  const size = measure.size(node.id);
  const loop = loops.get(block.step);
  if (measure.right) {
    block.before = size.port;
    block.after = size.height - size.port;
    if (loop) block.before += LOOP + measure.labelAcross(loop.label);
  } else {
    const half = (widths[block.step] ?? size.width) / 2;
    block.before = half;
    block.after = half + (size.beside ?? 0);
    if (loop)
      block.after = Math.max(block.after, half + LOOP + 4 + measure.labelAcross(loop.label));
  }
}

function sizeLane(block: Block, measure: Measure): void {
  block.before = measure.labelAcross(block.arc?.label ?? null);
  block.after = block.before;
}

function sizeParallel(block: Block, measure: Measure): void {
  const shown = block.parts.filter(isShown);
  let end = 0;
  let previous: Block | null = null;
  for (const part of shown) {
    if (previous) end += laneGap(previous, part, block, measure);
    part.shift = end + part.before;
    end = part.shift + part.after;
    previous = part;
    if (part.banded) block.banded = true;
  }
  const axis = middle(shown);
  for (const part of block.parts) part.shift = isShown(part) ? part.shift - axis : 0;
  block.before = axis;
  block.after = end - axis;
}

function isShown(part: Block): boolean {
  return part.type !== "lane" || part.arc !== null;
}

function laneGap(a: Block, b: Block, parent: Block, measure: Measure): number {
  const { lane, bandLane, part } = measure.gaps;
  const series = parent.parent;
  // The outermost parallel begins before the first step: its branches are separate parts.
  if (series?.parent === null && series.parts[parent.index - 1]?.step === -1) return part;
  if (a.banded && b.banded) return bandLane;
  return a.banded || b.banded ? (lane + bandLane) / 2 : lane;
}

/**
 * The line between the outer branches, or that of a branch close to it. Empty branches and steps that
 * nothing leads to don't count, so that they don't bend the main line.
 */
function middle(parts: readonly Block[]): number {
  const full = parts.filter((part) => part.type !== "lane" && part.order < NOT_WRITTEN);
  const counted = full.length > 0 ? full : parts;
  const first = counted[0]?.shift ?? 0;
  const last = counted.at(-1)?.shift ?? 0;
  const centre = (first + last) / 2;
  let best = centre;
  let distance = SNAP;
  for (const part of counted) {
    if (Math.abs(part.shift - centre) >= distance) continue;
    best = part.shift;
    distance = Math.abs(part.shift - centre);
  }
  return best;
}

function sizeSeries(
  block: Block,
  measure: Measure,
  lanes: readonly Lane[],
  ranges: readonly Range[],
): void {
  for (const lane of lanes) reserve(lane, measure);
  const open: { range: Range; before: number; after: number }[] = [];
  const starts = new Map(ranges.map((range) => [range.foreach, range]));
  let sum = { before: 0, after: 0 };
  const saved: { before: number; after: number }[] = [];
  for (const part of block.parts) {
    const range = part.type === "step" ? starts.get(part.step) : undefined;
    if (range) {
      open.push({ range, before: 0, after: 0 });
      saved.push(sum);
      sum = { before: 0, after: 0 };
    }
    sum.before = Math.max(sum.before, part.before);
    sum.after = Math.max(sum.after, part.after);
    if (part.banded) block.banded = true;
    const top = open.at(-1);
    if (!top || part.type !== "step" || top.range.join !== part.step) continue;
    open.pop();
    top.range.before = sum.before + measure.gaps.bandBefore;
    top.range.after = sum.after + measure.gaps.bandAfter;
    const outer = saved.pop() ?? sum;
    sum = {
      before: Math.max(outer.before, top.range.before),
      after: Math.max(outer.after, top.range.after),
    };
    block.banded = true;
  }
  block.before = sum.before;
  block.after = sum.after;
}

/** Lays the lane beside the parts it passes and makes them that much wider. */
function reserve(lane: Lane, measure: Measure): void {
  const half = measure.labelAcross(lane.arc.label);
  let most = 0;
  const passed = lane.series.parts.slice(lane.first, lane.last + 1);
  for (const part of passed) most = Math.max(most, part[lane.side]);
  const gap = lane.isBack ? LOOP : measure.gaps.lane;
  const shift = most + Math.max(gap, half + 4);
  lane.shift = lane.side === "before" ? -shift : shift;
  for (const part of passed) part[lane.side] = shift + half;
}
