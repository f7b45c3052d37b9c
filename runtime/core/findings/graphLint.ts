import { checkBalance } from "./checkBalance";
import { checkBasicSteps, checkDegree, checkEnd, checkNameConflict } from "./checkEnds";
import {
  checkEmptyForeaches,
  checkParallelEntries,
  checkParallelJoins,
  checkParallelTargets,
  checkSwitches,
  checkSwitchJoins,
} from "./checkKinds";
import { checkLoops, checkOrphans } from "./checkReach";
import {
  checkArguments,
  checkInvalidNext,
  checkMissingNext,
  checkNames,
  checkReserved,
  checkUnknownSteps,
} from "./checkSteps";
import type { FlowGraph } from "../graph";
import type { Check, GraphProblem, Lint } from "./problem";

const FIRST: readonly Check[] = [
  checkReserved,
  checkBasicSteps,
  checkNameConflict,
  checkDegree,
  checkEnd,
  checkNames,
  checkArguments,
];
const TRANSITIONS: readonly Check[] = [checkMissingNext, checkInvalidNext, checkUnknownSteps];
const LAST: readonly Check[] = [
  checkSwitches,
  checkEmptyForeaches,
  checkParallelTargets,
  checkParallelJoins,
  checkParallelEntries,
  checkSwitchJoins,
];

/** Checks that say nothing about how steps hang together, so that nothing follows from them. */
const HARMLESS: ReadonlySet<string> = new Set(["check_reserved_words", "check_step_names"]);

/**
 * Everything that the checks of `metaflow/lint.py` (2.19.39) would refuse, in Metaflow's order.
 * Metaflow stops at the first; here all are told, and those that only follow from another are
 * marked as its consequence. The first one of a flow is never a consequence.
 */
export function lintGraph(graph: FlowGraph, text = "", stepArguments = true): GraphProblem[] {
  const { flow } = graph;
  const all = [...graph.nodes.values()];
  const nodes = flow.partial ? all.filter((node) => node.step.inheritedFrom === null) : all;
  const lint: Lint = { graph, flow, text, stepArguments, nodes };
  const run = (checks: readonly Check[]): GraphProblem[] => checks.flatMap((check) => check(lint));

  const first = run(FIRST);
  const transitions = run(TRANSITIONS);
  const loops = checkLoops(lint);
  const orphans = checkOrphans(lint, transitions.length > 0 || leadsOn(first));
  const before = [...first, ...transitions, ...loops, ...orphans];
  const doubtful = before.some((problem) => !HARMLESS.has(problem.check));
  const balance = loops.length > 0 ? [] : checkBalance(lint, doubtful);
  return firstCounts([...before, ...balance, ...run(LAST)]);
}

/** What Metaflow stops at follows from nothing, whatever the checks took it for. */
function firstCounts(problems: readonly GraphProblem[]): GraphProblem[] {
  return problems.map((problem, i) => (i === 0 ? { ...problem, consequence: false } : problem));
}

/** A start step that is led to is often the step that was meant to come after it. */
function leadsOn(problems: readonly GraphProblem[]): boolean {
  return problems.some((problem) => problem.check === "check_start_end_degree");
}

/**
 * Metaflow's graph check has nothing to say about this flow; of one with unseen parts, that it has
 * nothing to say about what can be seen.
 */
export function lintsClean(graph: FlowGraph): boolean {
  const flow = { ...graph.flow, partial: false };
  return lintGraph({ ...graph, flow }).length === 0;
}
