import type { Net } from "./net";

/**
 * For every step without arrows out of it, other than the end: the step at which its siblings meet
 * again, so that a branch that is not finished yet keeps its place among them; -1 where there is none.
 */
export function meetingPoints(net: Net, order: readonly number[]): Int32Array {
  const count = net.nodes.length;
  const out: number[][] = net.nodes.map(() => []);
  for (const arc of net.forward) out[arc.from]?.push(arc.to);
  const isOpen = (node: number): boolean => out[node]?.length === 0 && !net.nodes[node]?.isEnd;
  const none = new Int32Array(count).fill(-1);
  if (!net.nodes.some((_, i) => isOpen(i))) return none;
  const after = postDominators(net, order, out);
  const meets = inherit(order, out, after);
  return none.map((_, node) => (isOpen(node) ? (meets[node] ?? -1) : -1));
}

/** Carries the meeting points on to the steps that no way leads to the end from. */
function inherit(
  order: readonly number[],
  out: readonly (readonly number[])[],
  after: Int32Array,
): Int32Array {
  const meets = after.slice();
  const position = new Int32Array(after.length);
  order.forEach((node, i) => {
    position[node] = i;
  });
  const later = (a: number, b: number): boolean => (position[a] ?? 0) > (position[b] ?? 0);
  for (const node of order) {
    const target = meets[node] ?? -1;
    if (target < 0) continue;
    for (const to of out[node] ?? []) {
      if ((after[to] ?? -1) >= 0) continue;
      // The latest one: an earlier one might itself lead here.
      const known = meets[to] ?? -1;
      if (known < 0 || later(target, known)) meets[to] = target;
    }
  }
  return meets;
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
    if (net.nodes[node]?.isEnd && out[node]?.length === 0) {
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
