import type { Lane, Range } from "./across";
import type { Block } from "./block";
import type { Decomposition } from "./decompose";
import type { Arc, Net } from "./net";

/** Corridors for the arrows that run beside the tree: short ones first, so that long ones go around them. */
export function besideLanes(
  net: Net,
  tree: Decomposition,
  ranks: Int32Array,
  steps: readonly Block[],
  right: boolean,
): Lane[] {
  const lanes: Lane[] = [];
  const far = tree.extra.filter((arc) => (ranks[arc.to] ?? 0) - (ranks[arc.from] ?? 0) !== 1);
  for (const [arcs, side] of [
    [far, "after"],
    [net.back, right ? "before" : "after"],
  ] as const) {
    for (const arc of arcs) {
      const from = steps[arc.from];
      const to = steps[arc.to];
      if (!from || !to) continue;
      lanes.push({ arc, side, isBack: arcs === net.back, shift: 0, ...passedParts(from, to) });
    }
  }
  return lanes.sort((a, b) => a.last - a.first - (b.last - b.first));
}

/** The innermost series with both steps, and the parts of it that a line from one to the other passes. */
function passedParts(
  from: Block,
  to: Block,
): { readonly series: Block; readonly first: number; readonly last: number } {
  let a = from;
  let b = to;
  while (a.depth > b.depth && a.parent) a = a.parent;
  while (b.depth > a.depth && b.parent) b = b.parent;
  while (a.parent !== b.parent && a.parent && b.parent) {
    a = a.parent;
    b = b.parent;
  }
  if (a.parent?.type === "parallel") {
    a = a.parent;
    b = a;
  }
  const forward = a.index < b.index;
  // A line that goes on past its own steps leaves the gap after the first and ends before the second.
  const first = Math.min(a.index, b.index) + (forward && a === from ? 1 : 0);
  const last = Math.max(a.index, b.index) - (forward && b === to ? 1 : 0);
  return { series: a.parent ?? a, first, last };
}

/** Foreaches whose join is in the same series and that are properly nested there. */
export function foreachRanges(
  net: Net,
  blocks: readonly Block[],
  steps: readonly Block[],
): Range[] {
  const ranges: Range[] = [];
  for (const series of blocks) {
    if (series.type === "series") ranges.push(...rangesIn(series, net, steps));
  }
  return ranges;
}

function rangesIn(series: Block, net: Net, steps: readonly Block[]): Range[] {
  const found: Range[] = [];
  const open: Range[] = [];
  for (const part of series.parts) {
    if (part.type !== "step" || part.step < 0) continue;
    const closed = open.findLastIndex((range) => range.join === part.step);
    if (closed >= 0) {
      const range = open[closed];
      // What was opened in between and is still open crosses this one: it gets no band.
      open.length = closed;
      if (range) found.push(range);
    }
    const join = net.joinOf[part.step] ?? -1;
    const end = steps[join];
    if (end?.parent !== series || end.index <= part.index) continue;
    open.push({ foreach: part.step, join, series, before: 0, after: 0 });
  }
  return found;
}

/** The block of every step, by its number. */
export function blocksOfSteps(blocks: readonly Block[], count: number): Block[] {
  const steps = new Array<Block>(count);
  for (const block of blocks)
    if (block.type === "step" && block.step >= 0) steps[block.step] = block;
  return steps;
}

/** Which lane of the tree an arrow runs on. */
export function lanesOfArcs(blocks: readonly Block[]): Map<Arc, Block> {
  const lanes = new Map<Arc, Block>();
  for (const block of blocks) if (block.arc) lanes.set(block.arc, block);
  return lanes;
}
