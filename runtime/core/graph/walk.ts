import type { GraphEntry, OpenSplit } from "./entry";

/** One way of being at a node: the same node may be reached with different splits open. */
interface Visit {
  readonly node: GraphEntry;
  readonly open: OpenSplit | null;
  /** The visits that follow this one for the last time, last target first. */
  readonly following: Visit[];
}

interface Frame {
  readonly visit: Visit;
  /** The target to look at next, counting down. */
  next: number;
}

type Nodes = ReadonlyMap<string, GraphEntry>;

/**
 * Fills in what `_traverse_graph` of `metaflow/graph.py` finds, and returns its `sorted_nodes`.
 *
 * Metaflow follows every single path, and what the last one says stays. The last path is the one
 * that takes the last possible target everywhere; looking at the targets backwards, it comes first.
 * So each (node, open splits) needs one visit, and the time stays linear in well-formed flows.
 */
export function walkGraph(nodes: Nodes, start: string): string[] {
  const first = nodes.get(start);
  if (first === undefined) return [];
  const walk = new Walk(nodes);
  const root = walk.run(first);
  const order = recordVisits(nodes, root);
  recordIncoming(nodes, order, start, walk.backEdges);
  for (const node of nodes.values()) node.insideForeach = isInsideForeach(nodes, node);
  return order;
}

class Walk {
  readonly backEdges = new Map<string, Set<string>>();
  private readonly visited = new Map<OpenSplit | null, Set<string>>();
  private readonly visitedNodes = new Set<string>();
  private readonly path = new Set<string>();
  private readonly frames: Frame[] = [];
  private readonly outermost = new Map<string, OpenSplit>();
  private visits = 0;
  /** Splits that are never joined multiply the visits; beyond this, one visit per node must do. */
  private readonly limit: number;

  constructor(private readonly nodes: Nodes) {
    this.limit = 8 * nodes.size + 1000;
  }

  run(first: GraphEntry): Visit {
    const root = this.enter(first, null);
    for (let frame = this.frames.at(-1); frame !== undefined; frame = this.frames.at(-1)) {
      this.advance(frame);
    }
    return root;
  }

  private advance(frame: Frame): void {
    const { node } = frame.visit;
    const name = node.outgoing[frame.next--];
    if (name === undefined) {
      this.frames.pop();
      // Metaflow does not count the first visit of the start step as part of the path.
      if (this.frames.length > 0) this.path.delete(node.name);
      return;
    }
    const target = this.nodes.get(name);
    if (target === undefined) return;
    if (this.path.has(name)) this.noteBackEdge(node.name, name);
    else this.follow(frame.visit, target);
  }

  private follow(from: Visit, target: GraphEntry): void {
    const full = this.visits >= this.limit && this.visitedNodes.has(target.name);
    if (full) return;
    const open = this.openAfter(from, target.name);
    if (this.visited.get(open)?.has(target.name) === true) return;
    this.path.add(target.name);
    from.following.push(this.enter(target, open));
  }

  private enter(node: GraphEntry, open: OpenSplit | null): Visit {
    const here = this.visited.get(open);
    if (here === undefined) this.visited.set(open, new Set([node.name]));
    else here.add(node.name);
    this.visitedNodes.add(node.name);
    this.visits++;
    const visit: Visit = { node, open, following: [] };
    this.frames.push({ visit, next: node.outgoing.length - 1 });
    return visit;
  }

  private openAfter({ node, open }: Visit, target: string): OpenSplit | null {
    if (node.kind === "join") return open?.outer ?? null;
    if (node.kind !== "split" && node.kind !== "foreach") return open;
    const siblings = open?.inner ?? this.outermost;
    const key = `${node.name} ${target}`;
    const known = siblings.get(key);
    if (known !== undefined) return known;
    const holdsForeach = node.kind === "foreach" || open?.holdsForeach === true;
    const cell: OpenSplit = {
      split: node.name,
      branch: target,
      outer: open,
      holdsForeach,
      inner: new Map(),
    };
    siblings.set(key, cell);
    return cell;
  }

  private noteBackEdge(from: string, to: string): void {
    const known = this.backEdges.get(from);
    if (known === undefined) this.backEdges.set(from, new Set([to]));
    else known.add(to);
  }
}

/** Goes through the last visits in Metaflow's order: later ones overwrite earlier ones. */
function recordVisits(nodes: Nodes, root: Visit): string[] {
  const order = new Set<string>();
  const pending = [root];
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { node, open } = visit;
    order.delete(node.name);
    order.add(node.name);
    const joinsNothing = node.kind === "join" && open === null;
    if (!joinsNothing) node.open = open;
    if (node.kind === "join" && open !== null) {
      const split = nodes.get(open.split);
      if (split !== undefined) split.matchingJoin = node.name;
    }
    pending.push(...visit.following);
  }
  return [...order];
}

/** A flow with more edges that lead back is refused anyway; what leads where is then moot. */
const MOST_SEARCHES = 50;

/** An edge counts if some path takes it without having been at its target before. */
function recordIncoming(
  nodes: Nodes,
  order: readonly string[],
  start: string,
  backEdges: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const incoming = new Map<string, Set<string>>();
  let searches = MOST_SEARCHES;
  for (const name of order) {
    for (const target of nodes.get(name)?.outgoing ?? []) {
      const isBack = backEdges.get(name)?.has(target) === true;
      if (isBack && (searches-- <= 0 || !reachesWithout(nodes, start, name, target))) continue;
      const known = incoming.get(target);
      if (known === undefined) incoming.set(target, new Set([name]));
      else known.add(name);
    }
  }
  for (const [name, sources] of incoming) {
    const node = nodes.get(name);
    if (node !== undefined) node.incoming = [...sources].sort();
  }
}

/** Whether a path leads from `start` to `goal` that does not touch `avoided`. */
function reachesWithout(nodes: Nodes, start: string, goal: string, avoided: string): boolean {
  if (avoided === goal || avoided === start) return avoided === start;
  const seen = new Set([start, avoided]);
  const pending = [start];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === goal) return true;
    for (const target of nodes.get(name)?.outgoing ?? []) {
      if (seen.has(target)) continue;
      seen.add(target);
      pending.push(target);
    }
  }
  return false;
}

/** Some foreach is open here that this node does not join. */
function isInsideForeach(nodes: Nodes, node: GraphEntry): boolean {
  if (node.kind !== "join") return node.open?.holdsForeach === true;
  for (let cell = node.open; cell?.holdsForeach === true; cell = cell.outer) {
    const split = nodes.get(cell.split);
    if (split?.kind === "foreach" && split.matchingJoin !== node.name) return true;
  }
  return false;
}
