import type { GraphNode } from "../graph";
import type { Transition } from "../flow";

/** A step's place in the graph, in words: `foreach over rows`, `switch on kind`, `join`. */
export function stepKind({ kind, step }: GraphNode): string {
  const { transition } = step;
  switch (kind) {
    case null:
      return "step";
    case "linear":
      return "step";
    case "start":
    case "end":
    case "join":
      return joined(`${kind} step`, opens(transition));
    default:
      return opens(transition) ?? kind;
  }
}

function joined(first: string, second: string | null): string {
  return second === null ? first : `${first}, ${second}`;
}

/** What the step's transition opens; null when it only goes on. */
function opens(transition: Transition): string | null {
  switch (transition.form) {
    case "split":
      return `split into ${transition.targets.length} branches`;
    case "foreach":
      return transition.foreach.kind === "string"
        ? `foreach over ${transition.foreach.value}`
        : "foreach";
    case "parallel":
      return "starts a gang of parallel tasks";
    case "switch":
      return `switch on ${transition.condition}`;
    default:
      return null;
  }
}
