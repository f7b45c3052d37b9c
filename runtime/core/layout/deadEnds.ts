import type { Net } from "./net";

/**
 * For every step without arrows out of it, other than the end: the step at which its siblings meet
 * again, so that a branch that is not finished yet keeps its place among them; -1 where there is none.
 */
export function meetingPoints(net: Net, order: readonly number[]): Int32Array {
  const count = net.nodes.length;
  const out: number[][] = net.nodes.map(() => []);
  const into: number[][] = net.nodes.map(() => []);
  for (const arc of net.forward) {
    out[arc.from]?.push(arc.to);
    into[arc.to]?.push(arc.from);
  }
  const meets = new Int32Array(count).fill(-1);
  const isOpen = (node: number): boolean => out[node]?.length === 0 && !net.nodes[node]?.isEnd;
  if (!net.nodes.some((_, i) => isOpen(i))) return meets;
  const after = postDominators(net, order, out);
  for (const node of order) {
    if ((after[node] ?? -1) !== -1) continue;
    for (const from of into[node] ?? []) {
      const target = (after[from] ?? -1) === -1 ? (meets[from] ?? -1) : (after[from] ?? -1);
      if (target >= 0) meets[node] = target;
    }
  }
  return meets.map((target, node) => (isOpen(node) ? target : -1));
}

/** The first step that every way from a step to the end passes; -1 where no way leads there. The end has itself. */
function postDominators(
  net: Net,
  order: readonly number[],
  out: readonly (readonly number[])[],
): Int32Array {
  const after = new Int32Array(net.nodes.length).fill(-1);
  const depth = new Int32Array(net.nodes.length);
  const common = (a: number, b: number): number => {
    while (a !== b) {
      if ((depth[a] ?? 0) >= (depth[b] ?? 0)) a = after[a] ?? b;
      else b = after[b] ?? a;
    }
    return a;
  };
  for (const node of [...order].reverse()) {
    if (net.nodes[node]?.isEnd) {
      after[node] = node;
      continue;
    }
    let meet = -1;
    for (const to of out[node] ?? []) {
      if ((after[to] ?? -1) === -1) continue;
      meet = meet === -1 ? to : common(meet, to);
    }
    after[node] = meet;
    if (meet >= 0) depth[node] = (depth[meet] ?? 0) + 1;
  }
  return after;
}
