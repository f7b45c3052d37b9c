import type { GraphNode, NodeKind } from "../graph";
import type { Decorator, Step } from "../flow";

/**
 * A split that is open at some place of the graph, with the branch that was taken. Chains share
 * their tails, so that deeply nested flows stay small.
 */
export interface OpenSplit {
  readonly split: string;
  readonly branch: string;
  readonly outer: OpenSplit | null;
  readonly holdsForeach: boolean;
  readonly inner: Map<string, OpenSplit>;
}

/** A node while the graph is built; everyone else sees it as a `GraphNode`. */
export class GraphEntry implements GraphNode {
  kind: NodeKind | null;
  incoming: readonly string[] = [];
  matchingJoin: string | null = null;
  insideForeach = false;
  /** The innermost open split on the last path that reaches this node. */
  open: OpenSplit | null = null;
  readonly outgoing: readonly string[];
  readonly parallelForeach: boolean;
  readonly parallelStep: "yes" | "no" | "maybe";

  constructor(readonly step: Step) {
    const { transition } = step;
    this.kind = kindOf(step);
    this.outgoing =
      transition.form === "none" ? [] : transition.targets.map((target) => target.name);
    this.parallelForeach =
      transition.form === "parallel" ||
      (transition.form === "invalid" && transition.parallel === true);
    this.parallelStep = parallelStepOf(step.decorators);
  }

  get name(): string {
    return this.step.name;
  }

  get splitParents(): readonly string[] {
    return chain(this.open).map((cell) => cell.split);
  }

  get splitBranches(): readonly string[] {
    const inside = this.kind === "join" ? (this.open?.outer ?? null) : this.open;
    return chain(inside).map((cell) => cell.branch);
  }
}

/** From outermost to innermost. */
function chain(innermost: OpenSplit | null): OpenSplit[] {
  const cells: OpenSplit[] = [];
  for (let cell = innermost; cell !== null; cell = cell.outer) cells.push(cell);
  return cells.reverse();
}

function kindOf(step: Step): NodeKind | null {
  const { transition } = step;
  switch (transition.form) {
    case "none":
      return null;
    case "invalid":
      return transition.foreachOfMany ? "foreach" : null;
    case "linear":
      return step.positionalCount > 1 ? "join" : "linear";
    case "split":
      return "split";
    case "foreach":
    case "parallel":
      return "foreach";
    case "switch":
      return "split-switch";
  }
}

const PARALLEL_DECORATORS: ReadonlySet<string> = new Set(["parallel", "pytorch_parallel"]);

function parallelStepOf(decorators: readonly Decorator[]): "yes" | "no" | "maybe" {
  const ours = decorators.filter((decorator) => decorator.origin === "metaflow");
  if (ours.some((decorator) => PARALLEL_DECORATORS.has(decorator.name))) return "yes";
  return ours.length < decorators.length ? "maybe" : "no";
}
