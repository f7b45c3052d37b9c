import type { Dag, DagEdge, DagNode } from "../dag";

/** An arrow between two steps that is drawn. Steps are numbered in the order of the `Dag`. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly kind: DagEdge["kind"];
  readonly label: string | null;
  /** Position among the arrows that leave `from`, as written. */
  readonly order: number;
}

/**
 * A `Dag` made ready for layout: collapsed bands folded, unknown targets dropped, double edges
 * merged, and edges that close a loop told apart, so that `forward` is acyclic.
 */
export interface Net {
  readonly nodes: readonly DagNode[];
  readonly forward: readonly Arc[];
  /** Edges of a step to itself. */
  readonly loops: readonly Arc[];
  /** Other edges that close a loop. */
  readonly back: readonly Arc[];
  /** For a foreach step: the number of the step that closes it, else -1. */
  readonly joinOf: Int32Array;
}

export function netOf(dag: Dag, collapsed: ReadonlySet<string>): Net {
  const shown = fold(dag, collapsed);
  const numbers = new Map(shown.nodes.map((node, i) => [node.id, i]));
  const arcs = mergeArcs(shown.edges, numbers, shown.nodes.length);
  const loops = arcs.filter((arc) => arc.from === arc.to);
  const others = arcs.filter((arc) => arc.from !== arc.to);
  const closing = closingArcs(shown.nodes, others);
  const joinOf = new Int32Array(shown.nodes.length).fill(-1);
  shown.nodes.forEach((node, i) => {
    if (node.kind !== "foreach" && node.foreach === null && node.tasks === null) return;
    if (node.matchingJoin === null || collapsed.has(node.id)) return;
    joinOf[i] = numbers.get(node.matchingJoin) ?? -1;
  });
  return {
    nodes: shown.nodes,
    forward: others.filter((arc) => !closing.has(arc)),
    loops,
    back: others.filter((arc) => closing.has(arc)),
    joinOf,
  };
}

/** One arc per pair of steps, in source order; several cases that lead to one step share a label. */
function mergeArcs(
  edges: readonly DagEdge[],
  numbers: ReadonlyMap<string, number>,
  count: number,
): Arc[] {
  const merged = new Map<number, { arc: Omit<Arc, "label">; labels: string[] }>();
  const written = new Int32Array(count);
  for (const edge of edges) {
    const from = numbers.get(edge.from);
    const to = numbers.get(edge.to);
    if (from === undefined || to === undefined) continue;
    const key = from * count + to;
    const known = merged.get(key);
    if (known) {
      if (edge.label !== null) known.labels.push(edge.label);
      continue;
    }
    const order = written[from] ?? 0;
    written[from] = order + 1;
    const labels = edge.label === null ? [] : [edge.label];
    merged.set(key, { arc: { from, to, kind: edge.kind, order }, labels });
  }
  return [...merged.values()].map(({ arc, labels }) => ({
    ...arc,
    label: labels.length > 0 ? labels.join(", ") : null,
  }));
}

/** Folds every collapsed foreach, its body and its join into the foreach step. */
function fold(dag: Dag, collapsed: ReadonlySet<string>): Dag {
  if (collapsed.size === 0) return dag;
  const byId = new Map(dag.nodes.map((node) => [node.id, node]));
  const next = new Map<string, string[]>();
  for (const edge of dag.edges) {
    const targets = next.get(edge.from);
    if (targets) targets.push(edge.to);
    else next.set(edge.from, [edge.to]);
  }
  const into = new Map<string, string>();
  for (const id of collapsed) {
    const join = byId.get(id)?.matchingJoin ?? null;
    if (join === null || into.has(id)) continue;
    for (const inner of between(id, join, next)) if (inner !== id) into.set(inner, id);
  }
  const place = (id: string): string => {
    let at = id;
    for (let up = into.get(at); up !== undefined; up = into.get(at)) at = up;
    return at;
  };
  const edges = dag.edges
    .map((edge) => ({ ...edge, from: place(edge.from), to: place(edge.to) }))
    .filter((edge, i) => edge.from !== edge.to || dag.edges[i]?.from === dag.edges[i]?.to)
    .filter((edge) => byId.has(edge.to));
  return { ...dag, nodes: dag.nodes.filter((node) => !into.has(node.id)), edges };
}

/** Everything reachable from `first` without going past `last`, both included. */
function between(
  first: string,
  last: string,
  next: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const seen = new Set([first, last]);
  const open = [first];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const target of next.get(id) ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      open.push(target);
    }
  }
  return seen;
}

/** The arcs that a walk from the start, in source order, finds leading back onto its own path. */
function closingArcs(nodes: readonly DagNode[], arcs: readonly Arc[]): Set<Arc> {
  const out: Arc[][] = nodes.map(() => []);
  const entered = new Int32Array(nodes.length);
  for (const arc of arcs) {
    out[arc.from]?.push(arc);
    entered[arc.to] = (entered[arc.to] ?? 0) + 1;
  }
  const numbers = nodes.map((_, i) => i);
  const roots = [
    ...numbers.filter((i) => nodes[i]?.isStart),
    ...numbers.filter((i) => entered[i] === 0),
    ...numbers,
  ];
  const closing = new Set<Arc>();
  const onPath = new Uint8Array(nodes.length);
  const seen = new Uint8Array(nodes.length);
  const path: { node: number; next: number }[] = [];
  const enter = (node: number): void => {
    seen[node] = 1;
    onPath[node] = 1;
    path.push({ node, next: 0 });
  };
  for (const root of roots) {
    if (seen[root]) continue;
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const arc = out[top.node]?.[top.next++];
      if (!arc) {
        onPath[top.node] = 0;
        path.pop();
      } else if (onPath[arc.to]) closing.add(arc);
      else if (!seen[arc.to]) enter(arc.to);
    }
  }
  return closing;
}
