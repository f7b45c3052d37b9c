import { durationOf } from "./duration";
import type { Dag, DagEdge, DagNode, DagNodeKind } from "./dag";
import type { Finding } from "./finding";
import type { Decorator, Step, Transition } from "./flow";
import type { FlowGraph, GraphNode } from "./graph";
import type { PyValue } from "./value";

/**
 * The drawing's input from a flow's graph: steps in source order, arrows in the order of the
 * targets. Arrows to unknown steps are left out, double ones are drawn once. Never throws.
 */
export function toDag(graph: FlowGraph, findings: readonly Finding[]): Dag {
  const counts = countFindings(graph.flow.name, findings);
  const reached = new Set(graph.order);
  const nodes: DagNode[] = [];
  const edges: DagEdge[] = [];
  for (const node of inSourceOrder(graph)) {
    nodes.push(dagNode(node, graph, counts.get(node.name) ?? NONE));
    edges.push(...edgesFrom(node, graph, reached));
  }
  return { flow: graph.flow.name, nodes, edges };
}

interface Counts {
  readonly errors: number;
  readonly warnings: number;
}

const NONE: Counts = { errors: 0, warnings: 0 };

/** Hints and infos are not counted: a badge asks to be looked at. */
function countFindings(flow: string, findings: readonly Finding[]): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { flow: of, step, severity } of findings) {
    if (step === null || (of !== null && of !== flow)) continue;
    const { errors, warnings } = counts.get(step) ?? NONE;
    counts.set(step, {
      errors: errors + (severity === "error" ? 1 : 0),
      warnings: warnings + (severity === "warning" ? 1 : 0),
    });
  }
  return counts;
}

/** The graph's own order is alphabetical. */
function inSourceOrder(graph: FlowGraph): GraphNode[] {
  const nodes = new Set<GraphNode>();
  for (const step of graph.flow.steps) {
    const node = graph.nodes.get(step.name);
    if (node) nodes.add(node);
  }
  return [...nodes];
}

function dagNode(node: GraphNode, graph: FlowGraph, counts: Counts): DagNode {
  const { step } = node;
  const { transition } = step;
  return {
    id: node.name,
    kind: kindOf(node),
    isStart: node.name === graph.start,
    isEnd: node.name === graph.end,
    recursive: node.kind === "split-switch" && node.outgoing.includes(node.name),
    joins: joinsOf(node, graph),
    foreach: foreachName(transition),
    condition: transition.form === "switch" ? transition.condition : null,
    matchingJoin: node.matchingJoin,
    depth: depthOf(node, graph),
    tasks: transition.form === "parallel" ? wholeNumber(transition.numParallel) : null,
    line: step.line,
    where: whereOf(step),
    resources: resourcesOf(step),
    badges: { ...badgesOf(step), ...counts },
    doc: step.doc,
  };
}

function kindOf(node: GraphNode): DagNodeKind {
  if (node.kind === "split-switch") return "switch";
  return node.kind ?? "unknown";
}

/** Of a join, what it closes: the innermost of the splits it lists. */
function joinsOf(node: GraphNode, graph: FlowGraph): DagNode["joins"] {
  if (node.kind !== "join") return null;
  const opened = graph.nodes.get(node.splitParents.at(-1) ?? "");
  if (!opened) return null;
  return opened.kind === "foreach" ? "foreach" : "split";
}

function depthOf(node: GraphNode, graph: FlowGraph): number {
  const around = node.kind === "join" ? node.splitParents.slice(0, -1) : node.splitParents;
  return around.filter((parent) => graph.nodes.get(parent)?.kind === "foreach").length;
}

function foreachName(transition: Transition): string | null {
  if (transition.form === "parallel") return "num_parallel";
  if (transition.form !== "foreach") return null;
  return transition.foreach.kind === "string" ? transition.foreach.value : null;
}

function edgesFrom(node: GraphNode, graph: FlowGraph, reached: ReadonlySet<string>): DagEdge[] {
  const labels = caseLabels(node.step.transition);
  const edges: DagEdge[] = [];
  for (const name of new Set(node.outgoing)) {
    const target = graph.nodes.get(name);
    if (!target) continue;
    const kind = edgeKind(node, target, reached);
    edges.push({ from: node.name, to: name, kind, label: labels.get(name)?.join(", ") ?? null });
  }
  return edges;
}

function edgeKind(
  node: GraphNode,
  target: GraphNode,
  reached: ReadonlySet<string>,
): DagEdge["kind"] {
  // Edges that lead back are the ones that the target does not count as incoming.
  const counted = !reached.has(node.name) || target.incoming.includes(node.name);
  if (node === target || !counted) return "back";
  if (node.kind === "split-switch") return "switch";
  if (node.kind === "split" || node.kind === "foreach") return node.kind;
  return target.kind === "join" ? "join" : "linear";
}

/** By target: its cases, in order. A key from the configuration loses Metaflow's `config:` in front. */
function caseLabels(transition: Transition): Map<string, string[]> {
  const labels = new Map<string, string[]>();
  if (transition.form !== "switch") return labels;
  for (const { key, target } of transition.cases) {
    const label = key.replace(/^config:/, "");
    const known = labels.get(target.name);
    if (known) known.push(label);
    else labels.set(target.name, [label]);
  }
  return labels;
}

/** The decorator called `name`, unless it is known not to be Metaflow's. */
function decorator(step: Step, name: string): Decorator | null {
  return step.decorators.find((one) => one.name === name && one.origin !== "user") ?? null;
}

function option(from: Decorator | null, name: string): PyValue | null {
  return from?.arguments.find((argument) => argument.name === name)?.value ?? null;
}

function whereOf(step: Step): DagNode["where"] {
  if (decorator(step, "kubernetes")) return "kubernetes";
  return decorator(step, "batch") ? "batch" : "process";
}

/** What the decorators ask for, literally; of several the largest, as Metaflow merges them. */
function resourcesOf(step: Step): string[] {
  const asking = ["resources", "kubernetes", "batch"].map((name) => decorator(step, name));
  const most = (name: string): number =>
    Math.max(0, ...asking.map((one) => amount(option(one, name)) ?? 0));
  const [cpu, memory, gpu] = [most("cpu"), most("memory"), most("gpu")];
  const texts: string[] = [];
  if (cpu > 0) texts.push(`${cpu} cpu`);
  if (memory > 0) texts.push(memoryText(memory));
  if (gpu > 0) texts.push(`${gpu} gpu`);
  return texts;
}

/** Metaflow's memory is in megabytes of 10^6 bytes: `900 MB`, `16 GB`, `4.1 GB`. */
function memoryText(megabytes: number): string {
  if (megabytes < 1000) return `${megabytes} MB`;
  return `${Math.round(megabytes / 100) / 10} GB`;
}

function badgesOf(step: Step): Omit<DagNode["badges"], "errors" | "warnings"> {
  const retry = decorator(step, "retry");
  const times = option(retry, "times");
  // Without `times` Metaflow tries three more times; an expression leaves the number open.
  const retries = retry === null ? null : times === null ? 3 : wholeNumber(times);
  return {
    retries,
    timeout: timeoutOf(step),
    cards: step.decorators.filter((one) => one.name === "card" && one.origin !== "user").length,
    catches: decorator(step, "catch") !== null,
  };
}

/** The sum of seconds, minutes and hours in its two largest units: `10m`, `1m 30s`, `2h`. */
function timeoutOf(step: Step): string | null {
  const timeout = decorator(step, "timeout");
  const total = durationOf((unit) => Math.trunc(amount(option(timeout, unit)) ?? 0));
  if (total <= 0) return null;
  const units: [number, string][] = [
    [Math.floor(total / 3600), "h"],
    [Math.floor(total / 60) % 60, "m"],
    [total % 60, "s"],
  ];
  const first = units.findIndex(([count]) => count > 0);
  const shown = units.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${unit}`).join(" ");
}

/** A number, also written as a string, as Metaflow takes both. */
function amount(value: PyValue | null): number | null {
  if (value?.kind === "int" || value?.kind === "float") return value.value;
  if (value?.kind !== "string" || value.value.trim() === "") return null;
  const number = Number(value.value);
  return Number.isFinite(number) ? number : null;
}

function wholeNumber(value: PyValue | null): number | null {
  const number = amount(value);
  return number !== null && Number.isInteger(number) ? number : null;
}
