import type { Arc } from "./net";

/**
 * A piece of the series-parallel tree. A series alternates connections and steps; a parallel holds
 * the branches between two steps; a lane is a connection with no step on it.
 */
export interface Block {
  readonly type: "lane" | "step" | "series" | "parallel";
  /** For a lane: the arrow that runs on it; null where steps are only held together. */
  arc: Arc | null;
  /** For a step: its number. */
  readonly step: number;
  readonly parts: Block[];
  /** Position among its siblings in a parallel: that of its first arrow in the source. */
  order: number;
  parent: Block | null;
  index: number;
  depth: number;
  /** Space it needs across the direction of the graph, before and after its port line. */
  before: number;
  after: number;
  /** Some part of it is inside a band of its own, which needs less distance to its neighbours. */
  banded: boolean;
  /** Its port line, relative to its parent's, and later absolute. */
  shift: number;
  axis: number;
}

/** The order of branches that no arrow leads to: behind the written ones. */
export const NOT_WRITTEN = 1e6;

function block(type: Block["type"], arc: Arc | null, step: number, order: number): Block {
  const places = {
    parent: null,
    index: 0,
    depth: 0,
    before: 0,
    after: 0,
    banded: false,
    shift: 0,
    axis: 0,
  };
  return { type, arc, step, parts: [], order, ...places };
}

export function laneBlock(arc: Arc | null, order: number): Block {
  return block("lane", arc, -1, order);
}

export function stepBlock(step: number): Block {
  return block("step", null, step, 0);
}

/** `first`, then the step, then `rest`. The longer series is extended in place. */
export function inSeries(first: Block, step: Block, rest: Block): Block {
  const head = first.type === "series" ? first : block("series", null, -1, first.order);
  if (head !== first) head.parts.push(first);
  head.parts.push(step);
  if (rest.type === "series") for (const part of rest.parts) head.parts.push(part);
  else head.parts.push(rest);
  return head;
}

/** Two ways between the same two steps. */
export function inParallel(a: Block, b: Block): Block {
  const both = a.type === "parallel" ? a : block("parallel", null, -1, a.order);
  if (both !== a) both.parts.push(a);
  if (b.type === "parallel") for (const part of b.parts) both.parts.push(part);
  else both.parts.push(b);
  both.order = Math.min(a.order, b.order);
  return both;
}

/** Sorts branches into source order, links parents, and lists all blocks, parents before their parts. */
export function linkBlocks(root: Block): Block[] {
  const all = [root];
  for (const block of all) {
    if (block.type === "parallel") block.parts.sort((a, b) => a.order - b.order);
    block.parts.forEach((part, i) => {
      part.parent = block;
      part.index = i;
      part.depth = block.depth + 1;
      all.push(part);
    });
  }
  return all;
}

/** The steps that can come first (`side` 0) or last (`side` -1) in a block. */
export function outerSteps(block: Block, side: 0 | -1): number[] {
  const steps: number[] = [];
  const open = [block];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === "parallel") for (const part of next.parts) open.push(part);
    if (next.type !== "series") continue;
    const outer = next.parts.at(side);
    const step = next.parts.at(side === 0 ? 1 : -2);
    if (outer) open.push(outer);
    if (step) steps.push(step.step);
  }
  return steps;
}

/** The lanes by which a block arrives at its end. */
export function lastLanes(block: Block): Block[] {
  const lanes: Block[] = [];
  const open = [block];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === "lane") lanes.push(next);
    else if (next.type === "parallel") for (const part of next.parts) open.push(part);
    else if (next.type === "series") open.push(...next.parts.slice(-1));
  }
  return lanes;
}
