import { aboutStep, quoted, type Check, type GraphProblem, type Lint } from "./problem";
import type { GraphNode } from "../graph";

type Side = "start" | "end";
const SIDES: readonly Side[] = ["start", "end"];

const BASIC = "check_basic_steps";
const CONFLICT = "check_annotation_name_conflict";
const DEGREE = "check_start_end_degree";
const END = "check_that_end_is_end";

/** Exactly one start and one end: `check_basic_steps`. */
export const checkBasicSteps: Check = (lint) => {
  const { flow, graph } = lint;
  if (graph.nodes.size === 0) {
    if (flow.partial) return [];
    const message = "This flow has no steps: add one with @step above a method.";
    return [{ rule: "graph/no-steps", check: BASIC, span: flow.nameSpan, message, step: null }];
  }
  return SIDES.filter((side) => graph[side] === null).flatMap((side) => oneMissing(lint, side));
};

function annotatedNodes(lint: Lint, side: Side): GraphNode[] {
  return [...lint.graph.nodes.values()].filter((node) => node.step.stepDecorator[side]);
}

function oneMissing(lint: Lint, side: Side): GraphProblem[] {
  const annotated = annotatedNodes(lint, side);
  if (annotated.length > 1) return severalAnnotated(annotated, side);
  if (lint.flow.partial) return [];
  const likely = likelyEnd(lint, side);
  const role = side === "start" ? "where to begin" : "where to end";
  const other = lint.stepArguments ? `, or mark it with @step(${side}=True)` : "";
  const which = likely === null ? "one step" : `'${likely.name}'`;
  const message = `Metaflow does not know ${role}: name ${which} '${side}'${other}.`;
  const related =
    likely === null
      ? []
      : [{ span: likely.step.nameSpan, message: `Probably meant to be the ${side}.` }];
  const rule = side === "start" ? "graph/missing-start" : "graph/missing-end";
  return [{ rule, check: BASIC, span: lint.flow.nameSpan, message, step: null, related }];
}

/** The only step that nothing leads to, or that leads nowhere. */
function likelyEnd({ graph }: Lint, side: Side): GraphNode | null {
  const nodes = [...graph.nodes.values()];
  const entered = new Set(nodes.flatMap((node) => node.outgoing));
  const open = nodes.filter((node) =>
    side === "start" ? !entered.has(node.name) : node.step.transition.form === "none",
  );
  return open.length === 1 ? (open[0] ?? null) : null;
}

function severalAnnotated(annotated: readonly GraphNode[], side: Side): GraphProblem[] {
  const [first, ...others] = [...annotated].sort((a, b) => a.step.line - b.step.line);
  if (first === undefined) return [];
  const rule = side === "start" ? "graph/several-starts" : "graph/several-ends";
  return others.map((node) =>
    aboutStep(
      rule,
      BASIC,
      node.step,
      `Only one step may be marked @step(${side}=True), and '${first.name}' already is: take it off one of them.`,
      {
        span: node.step.stepDecorator.span,
        related: [{ span: first.step.stepDecorator.span, message: `The first ${side} step.` }],
      },
    ),
  );
}

/** A marked start step beside one that is named so: `check_annotation_name_conflict`. */
export const checkNameConflict: Check = ({ graph, flow }) => {
  if (flow.partial) return [];
  return SIDES.flatMap((side) => {
    const chosen = graph.nodes.get(graph[side] ?? "");
    const named = graph.nodes.get(side);
    if (chosen === undefined || named === undefined || chosen === named) return [];
    const rule = side === "start" ? "graph/ambiguous-start" : "graph/ambiguous-end";
    const message = `'${chosen.name}' is marked as the ${side} step, but a step named '${side}' exists too: rename that one, or take the mark off.`;
    const related = [{ span: named.step.nameSpan, message: `The step named '${side}'.` }];
    return [
      aboutStep(rule, CONFLICT, chosen.step, message, {
        span: chosen.step.stepDecorator.span,
        related,
      }),
    ];
  });
};

/** Nothing leads to the start, nothing leads away from the end: `check_start_end_degree`. */
export const checkDegree: Check = ({ graph, flow }) => {
  const start = graph.nodes.get(graph.start ?? "");
  const end = graph.nodes.get(graph.end ?? "");
  if (start === undefined || end === undefined || flow.partial) return [];
  const problems: GraphProblem[] = [];
  // The one step of a flow that leads to itself is told once.
  if (start.incoming.length > 0 && start !== end) {
    const message = `The flow begins at '${start.name}', so no step may lead to it; ${quoted(start.incoming)} ${start.incoming.length > 1 ? "do" : "does"}.`;
    const related = start.incoming.flatMap((name) =>
      targetsNamed(graph.nodes.get(name), start.name),
    );
    problems.push(aboutStep("graph/start-incoming", DEGREE, start.step, message, { related }));
  }
  if (end.outgoing.length > 0) problems.push(endLeadsOn(end));
  return problems;
};

function targetsNamed(
  from: GraphNode | undefined,
  name: string,
): NonNullable<GraphProblem["related"]>[number][] {
  const transition = from?.step.transition;
  if (from === undefined || transition === undefined || transition.form === "none") return [];
  return transition.targets
    .filter((target) => target.name === name)
    .map((target) => ({ span: target.span, message: `'${from.name}' leads here.` }));
}

function endLeadsOn(end: GraphNode): GraphProblem {
  const { transition } = end.step;
  const message = `The flow ends at '${end.name}', so it must not lead on to ${quoted(end.outgoing)}: remove its self.next().`;
  const related =
    transition.form === "none" ? [] : [{ span: transition.span, message: "Remove this call." }];
  return aboutStep("graph/end-outgoing", DEGREE, end.step, message, { related });
}

/** The end has no `self.next()` and joins nothing: `check_that_end_is_end`. */
export const checkEnd: Check = ({ graph, flow }) => {
  const end = graph.nodes.get(graph.end ?? "");
  if (end === undefined || flow.partial) return [];
  const { transition } = end.step;
  if (transition.form !== "none") {
    const message = `'${end.name}' is the last step: remove this self.next().`;
    const consequence = end.outgoing.length > 0;
    return [
      aboutStep("graph/end-next", END, end.step, message, { span: transition.span, consequence }),
    ];
  }
  if (end.step.positionalCount <= 1) return [];
  const message = `The last step '${end.name}' cannot be a join: join in a step before it, and give '${end.name}' only 'self'.`;
  return [aboutStep("graph/end-join", END, end.step, message, { span: end.step.parametersSpan })];
};
