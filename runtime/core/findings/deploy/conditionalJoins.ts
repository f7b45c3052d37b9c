import type { FlowGraph, GraphNode } from "../../graph";

/** A path, its last step first. */
interface Path {
  readonly name: string;
  readonly before: Path | null;
}

/** Work that no flow of a sensible size needs; beyond it nothing is claimed. */
const MOST_WORK = 5_000_000;

/**
 * The steps at which `argo_workflows.py` of Metaflow 2.19.39 takes the branches of a switch to come
 * together again. It walks every path from every switch, then looks, in the order of the graph,
 * which step gathers all that a switch began; what follows such a step is no longer conditional.
 * The graph must lint clean. Empty when the flow is too large to walk.
 */
export function conditionalJoins(graph: FlowGraph): ReadonlySet<string> {
  const finder = new JoinFinder(graph);
  return finder.walkAll() ? finder.joins() : new Set();
}

class JoinFinder {
  private readonly conditional = new Set<string>();
  /** For each step, the open switches on the path that was walked last. */
  private readonly switches = new Map<string, Path | null>();
  /** For each step, every step of a switch's branches that leads here, itself included. */
  private readonly branches = new Map<string, Set<string>>();
  private work = 0;

  constructor(private readonly graph: FlowGraph) {}

  /** False when there is too much to walk. */
  walkAll(): boolean {
    for (const node of this.graph.nodes.values()) {
      // A switch inside another one's branches has been walked with them.
      if (node.kind !== "split-switch" || this.switches.has(node.name)) continue;
      if (!this.walk(node)) return false;
    }
    return true;
  }

  private walk(from: GraphNode): boolean {
    const open: { node: GraphNode; path: Path | null; switches: Path | null }[] = [
      { node: from, path: null, switches: null },
    ];
    for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
      const { node } = visit;
      const isSwitch = node.kind === "split-switch";
      const path = { name: node.name, before: visit.path };
      const switches = isSwitch ? { name: node.name, before: visit.switches } : visit.switches;
      if (!isSwitch) this.conditional.add(node.name);
      this.switches.set(node.name, switches);
      this.remember(node.name, path);
      if (this.work > MOST_WORK) return false;
      // The last one put on the stack is walked first.
      for (const next of [...this.targetsOf(node)].reverse()) {
        if (next.name !== node.name) open.push({ node: next, path, switches });
      }
    }
    return true;
  }

  private remember(name: string, path: Path): void {
    const known = this.branches.get(name) ?? new Set<string>();
    this.branches.set(name, known);
    for (let at: Path | null = path; at !== null; at = at.before) {
      known.add(at.name);
      this.work++;
    }
  }

  joins(): ReadonlySet<string> {
    const joins = new Set<string>();
    for (const node of this.graph.nodes.values()) {
      const open = namesOf(this.switches.get(node.name) ?? null);
      if (open.length === 0) continue;
      if (this.followsCondition(node)) this.conditional.add(node.name);
      else this.conditional.delete(node.name);
      const closed = open.filter((name) => this.gathers(node, name));
      if (closed.length > 0) joins.add(node.name);
      if (closed.length === open.length) this.forget(node);
    }
    return joins;
  }

  private followsCondition(node: GraphNode): boolean {
    return node.incoming.some(
      (name) => this.conditional.has(name) || this.graph.nodes.get(name)?.kind === "split-switch",
    );
  }

  /** Every case of the switch leads here, or is this very step. */
  private gathers(node: GraphNode, switchName: string): boolean {
    const cases = this.graph.nodes.get(switchName)?.outgoing ?? [];
    return cases.every(
      (name) =>
        name === node.name || node.incoming.some((from) => this.branches.get(from)?.has(name)),
    );
  }

  /** Up to the next switch, nothing from here on is conditional. */
  private forget(from: GraphNode): void {
    const seen = new Set<string>();
    const open = [from];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node.name) || node.kind === "split-switch") continue;
      seen.add(node.name);
      this.conditional.delete(node.name);
      this.switches.delete(node.name);
      this.branches.delete(node.name);
      open.push(...this.targetsOf(node));
    }
  }

  private targetsOf(node: GraphNode): readonly GraphNode[] {
    return node.outgoing.flatMap((name) => this.graph.nodes.get(name) ?? []);
  }
}

function namesOf(path: Path | null): string[] {
  const names: string[] = [];
  for (let at = path; at !== null; at = at.before) names.push(at.name);
  return names;
}
