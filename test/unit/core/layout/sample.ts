import type { Dag, DagEdge, DagNode } from "../../../../runtime/core/dag";
import type { NodeSize } from "../../../../runtime/core/layout/types";

/**
 * A graph from short lines: `a > b c` (split, or linear for one target), `a * b` (foreach),
 * `a ? x:b y:c` (switch). The step called `j` + the name of a split or foreach is its join; foreaches
 * are called `f…`.
 */
export function dagOf(...lines: readonly string[]): Dag {
  const edges: DagEdge[] = [];
  const kinds = new Map<string, Shape>();
  for (const line of lines) {
    const [from = "", how = ">", ...targets] = line.split(/\s+/);
    const kind = shapeOf(how, targets.length);
    kinds.set(from, kind);
    for (const target of targets) edges.push(edgeOf(from, target, kind));
  }
  const names = new Set(lines.map((line) => line.split(/\s+/)[0] ?? ""));
  for (const edge of edges) names.add(edge.to);
  return { flow: "Sample", nodes: joined([...names], kinds, edges), edges };
}

type Shape = "linear" | "split" | "foreach" | "switch";

function shapeOf(how: string, targets: number): Shape {
  if (how === "*") return "foreach";
  if (how === "?") return "switch";
  return targets > 1 ? "split" : "linear";
}

function casesOf(text: string): [string, string] {
  const [label = "", name = ""] = text.split(":");
  return [label, name];
}

function edgeOf(from: string, target: string, kind: Shape): DagEdge {
  const [label, to] = kind === "switch" ? casesOf(target) : [null, target];
  return { from, to, kind: from === to ? "back" : kind, label };
}

function joined(
  names: readonly string[],
  kinds: ReadonlyMap<string, DagNode["kind"]>,
  edges: readonly DagEdge[],
): DagNode[] {
  const known = new Set(names);
  const depths = foreachDepths(edges);
  const loops = new Set(edges.filter((edge) => edge.from === edge.to).map((edge) => edge.from));
  return names.map((id, i) => {
    const kind = kinds.get(id) ?? "linear";
    const closes =
      id.startsWith("j") && known.has(id.slice(1)) ? kinds.get(id.slice(1)) : undefined;
    const joins = closes === "foreach" ? "foreach" : closes === "split" ? "split" : null;
    return node(id, {
      kind: joins ? "join" : kind,
      joins,
      foreach: kind === "foreach" ? "items" : null,
      matchingJoin: known.has(`j${id}`) ? `j${id}` : null,
      recursive: loops.has(id),
      depth: depths.get(id) ?? 0,
      line: i + 1,
    });
  });
}

function foreachDepths(edges: readonly DagEdge[]): Map<string, number> {
  const depths = new Map<string, number>();
  for (const edge of edges) {
    if (depths.has(edge.to) || edge.from === edge.to) continue;
    const from = depths.get(edge.from) ?? 0;
    const opened = edge.kind === "foreach" ? from + 1 : from;
    depths.set(edge.to, edge.to.startsWith("jf") ? opened - 1 : opened);
  }
  return depths;
}

function node(id: string, has: Partial<DagNode>): DagNode {
  return {
    id,
    kind: "linear",
    isStart: id === "start",
    isEnd: id === "end",
    recursive: false,
    joins: null,
    foreach: null,
    condition: null,
    matchingJoin: null,
    depth: 0,
    tasks: null,
    line: 1,
    where: "process",
    resources: [],
    badges: { retries: null, timeout: null, cards: 0, catches: false, warnings: 0, errors: 0 },
    doc: null,
    ...has,
  };
}

/** Circles for start and end, cards of 100 × 52 otherwise; `heights` for some that are taller. */
export function sizesOf(
  dag: Dag,
  heights: Readonly<Record<string, number>> = {},
): Map<string, NodeSize> {
  const circle: NodeSize = { width: 28, height: 28, port: 14, fixed: true };
  return new Map(
    dag.nodes.map((n) => {
      const round = (n.isStart || n.isEnd) && heights[n.id] === undefined;
      const card: NodeSize = { width: 100, height: heights[n.id] ?? 52, port: 18 };
      return [n.id, round ? circle : card];
    }),
  );
}
