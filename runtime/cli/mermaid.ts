import type { Flow } from "../core/flow";
import { buildGraph, type GraphNode } from "../core/graph";

/** A flow as a Mermaid flowchart; the shapes tell the kinds of steps apart. */
export function mermaidOf(flow: Flow): string {
  const graph = buildGraph(flow);
  const nodes = [...graph.nodes.values()].sort((a, b) => a.step.span.start - b.step.span.start);
  const lines = nodes.flatMap((node) => [`  ${nodeText(node)}`, ...edges(node, graph.nodes)]);
  return ["---", `title: ${JSON.stringify(flow.name)}`, "---", "flowchart LR", ...lines].join("\n");
}

/** `end` is a word of Mermaid's own, so ids get a prefix. */
function idOf(name: string): string {
  return `step_${name}`;
}

function nodeText({ name, kind }: GraphNode): string {
  const id = idOf(name);
  switch (kind) {
    case "start":
    case "end":
      return `${id}(["${name}"])`;
    case "split":
    case "foreach":
      return `${id}[/"${name}"\\]`;
    case "join":
      return `${id}[\\"${name}"/]`;
    case "split-switch":
      return `${id}{"${name}"}`;
    default:
      return `${id}["${name}"]`;
  }
}

function edges(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>): string[] {
  const { transition } = node.step;
  if (transition.form === "none") return [];
  const targets =
    transition.form === "switch"
      ? transition.cases.map((one) => ({ name: one.target.name, label: one.key }))
      : transition.targets.map(({ name }) => ({ name, label: labelOf(node) }));
  return targets
    .filter(({ name }) => nodes.has(name))
    .map(({ name, label }) => {
      const arrow = label === "" ? "-->" : `-->|"${escaped(label)}"|`;
      return `  ${idOf(node.name)} ${arrow} ${idOf(name)}`;
    });
}

function labelOf({ step: { transition } }: GraphNode): string {
  if (transition.form === "parallel") return "num_parallel";
  if (transition.form !== "foreach") return "";
  return transition.foreach.kind === "string" ? `foreach ${transition.foreach.value}` : "foreach";
}

function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9 _.:-]/gu, (character) => `#${character.codePointAt(0) ?? 32};`);
}
