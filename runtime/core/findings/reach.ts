import type { GraphNode } from "../graph";

type Nodes = ReadonlyMap<string, GraphNode>;

/** The known steps that can be reached, the sources included; nothing is followed past `without`. */
export function reachableFrom(
  nodes: Nodes,
  sources: readonly string[],
  without: ReadonlySet<string> = new Set(),
): Set<string> {
  const seen = new Set(sources);
  const pending = [...sources];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const target of nodes.get(name)?.outgoing ?? []) {
      if (seen.has(target) || without.has(target) || !nodes.has(target)) continue;
      seen.add(target);
      pending.push(target);
    }
  }
  return seen;
}

/**
 * The groups of steps that lead to each other (strongly connected, by Tarjan's algorithm without
 * recursion). A switch that only repeats itself is none.
 */
export function cyclicGroups(nodes: Nodes): ReadonlySet<string>[] {
  return new Tarjan(nodes).groups;
}

interface Frame {
  readonly node: GraphNode;
  next: number;
}

class Tarjan {
  readonly groups: Set<string>[] = [];
  private readonly index = new Map<string, number>();
  private readonly low = new Map<string, number>();
  private readonly open: string[] = [];
  private readonly isOpen = new Set<string>();
  private readonly frames: Frame[] = [];

  constructor(private readonly nodes: Nodes) {
    for (const node of nodes.values()) {
      if (!this.index.has(node.name)) this.explore(node);
    }
  }

  private explore(root: GraphNode): void {
    this.enter(root);
    for (let frame = this.frames.at(-1); frame !== undefined; frame = this.frames.at(-1)) {
      const name = frame.node.outgoing[frame.next++];
      if (name === undefined) this.leave(frame.node);
      else this.look(frame.node, name);
    }
  }

  private enter(node: GraphNode): void {
    const index = this.index.size;
    this.index.set(node.name, index);
    this.low.set(node.name, index);
    this.open.push(node.name);
    this.isOpen.add(node.name);
    this.frames.push({ node, next: 0 });
  }

  private look(from: GraphNode, name: string): void {
    const target = this.nodes.get(name);
    if (target === undefined) return;
    const index = this.index.get(name);
    if (index === undefined) this.enter(target);
    else if (this.isOpen.has(name)) this.lower(from.name, index);
  }

  private lower(name: string, to: number): void {
    this.low.set(name, Math.min(this.low.get(name) ?? to, to));
  }

  private leave(node: GraphNode): void {
    this.frames.pop();
    const low = this.low.get(node.name) ?? 0;
    const parent = this.frames.at(-1);
    if (parent !== undefined) this.lower(parent.node.name, low);
    if (low === this.index.get(node.name)) this.close(node);
  }

  private close(node: GraphNode): void {
    const group = new Set<string>();
    for (let name = this.open.pop(); name !== undefined; name = this.open.pop()) {
      this.isOpen.delete(name);
      group.add(name);
      if (name === node.name) break;
    }
    const repeats = node.outgoing.includes(node.name) && node.kind !== "split-switch";
    if (group.size > 1 || repeats) this.groups.push(group);
  }
}
