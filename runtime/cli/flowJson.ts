import { lintsClean } from "../core/findings/graphLint";
import type { Decorator, Flow, FlowFile, Parameter } from "../core/flow";
import { buildGraph, type GraphNode } from "../core/graph";
import type { Argument } from "../core/value";
import type { Json } from "./json";
import { constantOf, expression, jsonOf } from "./values";

/** One file of `flowlens graph`, without its path. */
export function flowsJson(file: FlowFile, text: string, only: string | null): Json[] {
  return file.flows
    .filter((flow) => only === null || flow.name === only)
    .map((flow) => flowJson(flow, text));
}

function flowJson(flow: Flow, text: string): Json {
  const graph = buildGraph(flow);
  const isClean = lintsClean(graph);
  const nodes = flow.steps.flatMap((step) => {
    const node = graph.nodes.get(step.name);
    return node ? [node] : [];
  });
  return {
    name: flow.name,
    line: flow.line,
    runnable: flow.runnable,
    decorators: flow.decorators.map((decorator) => decoratorJson(decorator, text)),
    parameters: flow.parameters.map((parameter) => parameterJson(parameter, text)),
    steps: nodes.map((node) => stepJson(node, isClean, text)),
  };
}

function stepJson(node: GraphNode, isClean: boolean, text: string): Json {
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
    decorators: step.decorators.map((decorator) => decoratorJson(decorator, text)),
  };
}

function decoratorJson(decorator: Decorator, text: string): Json {
  const { name, line } = decorator;
  const args = decorator.arguments
    .filter((argument) => argument.name === null)
    .map((argument) => positionalJson(argument, text));
  return { name, line, args, arguments: keywordsJson(decorator.arguments, text) };
}

function parameterJson(parameter: Parameter, text: string): Json {
  const { name, line } = parameter;
  return { name, line, arguments: keywordsJson(parameter.arguments, text) };
}

function positionalJson(argument: Argument, text: string): Json {
  return argument.star === 0 ? jsonOf(argument.value, text) : expression(argument.span, text);
}

function keywordsJson(all: readonly Argument[], text: string): Json {
  return Object.fromEntries(
    all.flatMap(({ name, value }) => (name === null ? [] : [[name, jsonOf(value, text)] as const])),
  );
}
