import { aboutStep, quoted, type Check, type GraphProblem, type Lint } from "./problem";
import { cyclicGroups, reachableFrom } from "./reach";
import type { GraphNode } from "../graph";
import type { Target } from "../flow";

/** Loops, one problem for each group of steps that lead to each other: `check_for_acyclicity`. */
export const checkLoops: Check = ({ graph, nodes }) => {
  const known = new Map(nodes.map((node) => [node.name, node]));
  return cyclicGroups(known).flatMap((group) => {
    const closing = closingEdge(known, group);
    if (closing === null) return [];
    const { node, target } = closing;
    const path = pathInside(known, group, target.name, node.name);
    const message =
      node.name === target.name
        ? `'${node.name}' leads to itself; only a switch (condition=) may do that.`
        : `This closes a loop, ${[...path, target.name].join(" → ")}; only a switch that repeats its own step may go back.`;
    const consequence = node.name === graph.end;
    return [
      aboutStep("graph/loop", "check_for_acyclicity", node.step, message, {
        span: target.span,
        consequence,
      }),
    ];
  });
};

/** The edge that goes back in the text: the place where the loop was most likely made. */
function closingEdge(
  nodes: ReadonlyMap<string, GraphNode>,
  group: ReadonlySet<string>,
): { node: GraphNode; target: Target } | null {
  let best: { node: GraphNode; target: Target; back: number } | null = null;
  for (const name of group) {
    const node = nodes.get(name);
    const transition = node?.step.transition;
    if (node === undefined || transition === undefined || transition.form === "none") continue;
    for (const target of transition.targets) {
      if (!group.has(target.name) || repeatsItself(node, target.name)) continue;
      const back = node.step.span.start - (nodes.get(target.name)?.step.span.start ?? 0);
      if (best === null || back > best.back) best = { node, target, back };
    }
  }
  return best;
}

function repeatsItself(node: GraphNode, target: string): boolean {
  return node.kind === "split-switch" && node.name === target;
}

function pathInside(
  nodes: ReadonlyMap<string, GraphNode>,
  group: ReadonlySet<string>,
  from: string,
  to: string,
): string[] {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const pending = [from];
  for (let i = 0; i < pending.length && !cameFrom.has(to); i++) {
    const name = pending[i] ?? from;
    for (const next of nodes.get(name)?.outgoing ?? []) {
      if (!group.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, name);
      pending.push(next);
    }
  }
  const path: string[] = [];
  for (let name: string | null = to; name !== null; name = cameFrom.get(name) ?? null)
    path.push(name);
  return path.length > 8 ? [from, "…", to] : path.reverse();
}

/**
 * Steps that no path reaches: `check_for_orphans`. Of a whole unreachable part, only the steps
 * where it begins are named, since the others follow from them.
 */
export function checkOrphans(lint: Lint, consequence: boolean): GraphProblem[] {
  const { graph, flow } = lint;
  if (graph.start === null || flow.partial) return [];
  const reached = reachableFrom(graph.nodes, [graph.start]);
  const lost = [...graph.nodes.values()]
    .filter((node) => !reached.has(node.name))
    .sort((a, b) => a.step.span.start - b.step.span.start);
  const covered = new Set<string>(reached);
  return beginnings(lost).flatMap((node) => {
    if (covered.has(node.name)) return [];
    const followers = [...reachableFrom(graph.nodes, [node.name], covered)];
    for (const name of followers) covered.add(name);
    const others = followers.filter((name) => name !== node.name);
    const also = others.length === 0 ? "" : ` (and so ${quoted(others)})`;
    const message = `No path from '${graph.start ?? ""}' leads to '${node.name}'${also}: add self.${node.name} to the self.next() of the step before it, or remove it.`;
    return [
      aboutStep("graph/unreachable-step", "check_for_orphans", node.step, message, { consequence }),
    ];
  });
}

/** First the steps that no other lost step leads to, then the rest (which are loops). */
function beginnings(lost: readonly GraphNode[]): GraphNode[] {
  const entered = new Set(
    lost.flatMap((node) => node.outgoing.filter((target) => target !== node.name)),
  );
  const first = lost.filter((node) => !entered.has(node.name));
  return [...first, ...lost.filter((node) => entered.has(node.name))];
}
