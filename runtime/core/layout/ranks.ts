import { outerSteps, type Block } from "./block";
import type { Decomposition } from "./decompose";
import type { Net } from "./net";

type Pair = readonly [number, number];

/**
 * The column (`right`) or row (`down`) of every step: one more than the latest step before it. Steps
 * stay as far at the front as they can, so an insertion moves only what follows it.
 */
export function rankSteps(net: Net, tree: Decomposition, blocks: readonly Block[]): Int32Array {
  const count = net.nodes.length;
  const arrows = net.forward.map((arc): Pair => [arc.from, arc.to]);
  if (!tree.bent) return longestPaths(count, arrows) ?? new Int32Array(count);
  const order = treeOrder(blocks);
  // An arrow that was taken out of the tree may contradict it; then it runs backwards.
  return (
    longestPaths(count, [...arrows, ...order, ...tree.before]) ??
    longestPaths(count, order) ??
    new Int32Array(count)
  );
}

/** What the tree itself says about the order of steps; it differs from the arrows where it was bent. */
function treeOrder(blocks: readonly Block[]): Pair[] {
  const pairs: Pair[] = [];
  for (const series of blocks) {
    if (series.type !== "series") continue;
    series.parts.forEach((part, i) => {
      if (part.type === "step") return;
      const before = series.parts[i - 1]?.step ?? -1;
      const after = series.parts[i + 1]?.step ?? -1;
      if (before >= 0) for (const step of outerSteps(part, 0)) pairs.push([before, step]);
      if (after >= 0) for (const step of outerSteps(part, -1)) pairs.push([step, after]);
      if (before >= 0 && after >= 0) pairs.push([before, after]);
    });
  }
  return pairs;
}

/** Null when the pairs contain a circle. */
function longestPaths(count: number, pairs: readonly Pair[]): Int32Array | null {
  const targets: number[][] = Array.from({ length: count }, () => []);
  const open = new Int32Array(count);
  for (const [from, to] of pairs) {
    targets[from]?.push(to);
    open[to] = (open[to] ?? 0) + 1;
  }
  const ranks = new Int32Array(count);
  const order: number[] = [];
  for (let i = 0; i < count; i++) if (open[i] === 0) order.push(i);
  for (const node of order) {
    const next = (ranks[node] ?? 0) + 1;
    for (const to of targets[node] ?? []) {
      ranks[to] = Math.max(ranks[to] ?? 0, next);
      const left = (open[to] ?? 0) - 1;
      open[to] = left;
      if (left === 0) order.push(to);
    }
  }
  return order.length === count ? ranks : null;
}
