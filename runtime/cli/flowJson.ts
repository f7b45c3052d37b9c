import { lintsClean } from "../core/findings/graphLint";
import type { Decorator, Flow, FlowFile, Parameter, Step } from "../core/flow";
import { sliceOf } from "../core/flowReader/sources";
import { buildGraph, type GraphNode } from "../core/graph";
import type { Argument } from "../core/value";
import type { Json } from "./json";
import { constantOf, expression, jsonOf, type Slice } from "./values";

/** One file of `flowlens graph`, without its path. */
export function flowsJson(file: FlowFile, text: string, only: string | null): Json[] {
  const slice: Slice = (span) => sliceOf(text, file.sources, span);
  return file.flows
    .filter((flow) => only === null || flow.name === only)
    .map((flow) => flowJson(flow, slice));
}

function flowJson(flow: Flow, slice: Slice): Json {
  const graph = buildGraph(flow);
  const isClean = lintsClean(graph);
  const nodes = [...flow.steps].sort(byFile).flatMap((step) => {
    const node = graph.nodes.get(step.name);
    return node ? [node] : [];
  });
  return {
    name: flow.name,
    line: flow.line,
    runnable: flow.runnable,
    decorators: flow.decorators.map((decorator) => decoratorJson(decorator, slice)),
    parameters: flow.parameters.map((parameter) => parameterJson(parameter, slice)),
    steps: nodes.map((node) => stepJson(node, isClean, slice)),
  };
}

/** The flow's own file comes first, the others by path. */
function byFile(a: Step, b: Step): number {
  const [one, other] = [a.source?.path ?? "", b.source?.path ?? ""];
  if (one !== other) return one < other ? -1 : 1;
  return a.line - b.line;
}

function stepJson(node: GraphNode, isClean: boolean, slice: Slice): Json {
  const { step, kind } = node;
  const { transition } = step;
  const { form } = transition;
  const isSplit = kind === "split" || kind === "foreach";
  return {
    name: step.name,
    line: step.line,
    kind,
    next: form === "none" ? [] : transition.targets.map((target) => target.name),
    nextLine: form === "none" ? null : transition.line,
    foreach: form === "foreach" ? constantOf(transition.foreach) : null,
    parallel: form === "parallel" || (form === "invalid" && transition.parallel === true),
    numParallel: form === "parallel" ? constantOf(transition.numParallel) : null,
    condition: form === "switch" ? transition.condition : null,
    cases:
      form === "switch"
        ? Object.fromEntries(transition.cases.map((one) => [one.key, one.target.name]))
        : {},
    matchingJoin: isClean && isSplit ? node.matchingJoin : null,
    decorators: step.decorators.map((decorator) => decoratorJson(decorator, slice)),
    ...(step.source !== null && { path: step.source.path }),
  };
}

function decoratorJson(decorator: Decorator, slice: Slice): Json {
  const { name, line } = decorator;
  const args = decorator.arguments
    .filter((argument) => argument.name === null)
    .map((argument) => positionalJson(argument, slice));
  return { name, line, args, arguments: keywordsJson(decorator.arguments, slice) };
}

function parameterJson(parameter: Parameter, slice: Slice): Json {
  const { name, line } = parameter;
  return { name, line, arguments: keywordsJson(parameter.arguments, slice) };
}

function positionalJson(argument: Argument, slice: Slice): Json {
  return argument.star === 0 ? jsonOf(argument.value, slice) : expression(argument.span, slice);
}

function keywordsJson(all: readonly Argument[], slice: Slice): Json {
  return Object.fromEntries(
    all.flatMap(({ name, value }) =>
      name === null ? [] : [[name, jsonOf(value, slice)] as const],
    ),
  );
}
