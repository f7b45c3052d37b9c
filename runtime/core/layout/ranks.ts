import type { Decomposition } from "./decompose";
import type { Net } from "./net";

/**
 * The column (`right`) or row (`down`) of every step: one more than the latest step before it. Steps
 * stay as far at the front as they can, so an insertion moves only what follows it.
 */
export function rankSteps(net: Net, tree: Decomposition): Int32Array {
  const pairs: (readonly [number, number])[] = [...tree.before];
  for (const arc of net.forward) pairs.push([arc.from, arc.to]);
  const ranks = longestPaths(net.nodes.length, pairs);
  if (ranks) return ranks;
  // An arrow that was taken out of the tree may contradict it; then it runs backwards.
  const taken = new Set(tree.extra);
  const rest = net.forward.filter((arc) => !taken.has(arc));
  const kept = [...tree.before, ...rest.map((arc) => [arc.from, arc.to] as const)];
  return longestPaths(net.nodes.length, kept) ?? new Int32Array(net.nodes.length);
}

/** Null when the pairs contain a circle. */
function longestPaths(
  count: number,
  pairs: readonly (readonly [number, number])[],
): Int32Array | null {
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
