import { GraphEntry } from "./graph/entry";
import { walkGraph } from "./graph/walk";
import type { Flow, Step } from "./flow";

/** Metaflow's node types; null where its graph gives a step none. */
export type NodeKind = "start" | "linear" | "split" | "foreach" | "split-switch" | "join" | "end";

export interface GraphNode {
  readonly name: string;
  readonly step: Step;
  readonly kind: NodeKind | null;
  /** Targets as written: duplicates and unknown names are kept. */
  readonly outgoing: readonly string[];
  /** Sorted; without the edges that lead back to a step that must already have run (a recursive switch). */
  readonly incoming: readonly string[];
  /** The splits and foreaches that are still open here, outermost first. A join lists the one it closes. */
  readonly splitParents: readonly string[];
  /** For each open split, the branch taken. A join does not list the branch of the one it closes. */
  readonly splitBranches: readonly string[];
  /** On a split or foreach: the join that closes it, as far as the graph tells. */
  readonly matchingJoin: string | null;
  readonly insideForeach: boolean;
  /** Says `num_parallel=`, be the call valid or not. */
  readonly parallelForeach: boolean;
  /** Runs as a gang: `maybe` when a decorator of unknown origin could make it one. */
  readonly parallelStep: "yes" | "no" | "maybe";
}

/** The graph of one flow, as `metaflow/graph.py` of 2.19.39 sees it. */
export interface FlowGraph {
  readonly flow: Flow;
  readonly start: string | null;
  readonly end: string | null;
  /** In Metaflow's order: alphabetical. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** The names of the steps reachable from `start`, in Metaflow's `sorted_nodes` order. */
  readonly order: readonly string[];
}

/** A flow never changes once it is read, and many ask for its graph. */
const built = new WeakMap<Flow, FlowGraph>();

/** The graph of a flow; the same one for the same flow. */
export function buildGraph(flow: Flow): FlowGraph {
  const known = built.get(flow);
  if (known !== undefined) return known;
  const graph = newGraph(flow);
  built.set(flow, graph);
  return graph;
}

/**
 * Builds the graph of a flow. Never throws and always ends, whatever the flow looks like: loops,
 * unknown targets and missing steps are kept as they are, for the findings to speak of.
 */
function newGraph(flow: Flow): FlowGraph {
  const nodes = collectNodes(flow);
  const { start, end } = resolveEnds(nodes);
  assignEndKinds(nodes, start, end);
  const order = start === null ? [] : walkGraph(nodes, start);
  return { flow, start, end, nodes, order };
}

/** A step that the class itself declares hides an inherited one of the same name. */
function collectNodes(flow: Flow): Map<string, GraphEntry> {
  const steps = new Map<string, Step>();
  for (const step of flow.steps) {
    const known = steps.get(step.name);
    if (known?.inheritedFrom === null && step.inheritedFrom !== null) continue;
    steps.set(step.name, step);
  }
  const names = [...steps.keys()].sort();
  const nodes = new Map<string, GraphEntry>();
  for (const name of names) {
    const step = steps.get(name);
    if (step !== undefined) nodes.set(name, new GraphEntry(step));
  }
  return nodes;
}

function resolveEnds(nodes: ReadonlyMap<string, GraphEntry>): {
  start: string | null;
  end: string | null;
} {
  const [only] = nodes.keys();
  if (only !== undefined && nodes.size === 1) return { start: only, end: only };
  const resolve = (side: "start" | "end"): string | null => {
    const annotated = [...nodes.values()].filter((node) => node.step.stepDecorator[side]);
    if (annotated.length === 1) return annotated[0]?.name ?? null;
    return annotated.length === 0 && nodes.has(side) ? side : null;
  };
  return { start: resolve("start"), end: resolve("end") };
}

/** A start step that splits keeps its kind, since joins are matched with it. */
function assignEndKinds(
  nodes: ReadonlyMap<string, GraphEntry>,
  start: string | null,
  end: string | null,
): void {
  const first = start === null ? undefined : nodes.get(start);
  if (first !== undefined && start !== end && (first.kind ?? "linear") === "linear") {
    first.kind = "start";
  }
  const last = end === null ? undefined : nodes.get(end);
  if (last !== undefined) last.kind = "end";
}
