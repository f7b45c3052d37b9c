import { targetSpan } from "./checkBalance";
import { aboutStep, quoted, type Check, type GraphProblem, type Lint } from "./problem";
import type { GraphNode } from "../graph";
import type { Span } from "../text";

function callOf(node: GraphNode): Span {
  const { transition } = node.step;
  return transition.form === "none" ? node.step.nameSpan : transition.span;
}

/** A switch has two cases or more: `check_switch_splits`. */
export const checkSwitches: Check = ({ nodes }) =>
  nodes
    .filter((node) => node.kind === "split-switch" && node.outgoing.length < 2)
    .map((node) =>
      aboutStep(
        "graph/single-case-switch",
        "check_switch_splits",
        node.step,
        `A switch needs at least two cases: add one, or write self.next(self.${node.outgoing[0] ?? "step"}).`,
        { span: callOf(node) },
      ),
    );

/** `check_empty_foreaches`; in truth Metaflow stops with the balance of splits and joins before. */
export const checkEmptyForeaches: Check = ({ graph, nodes, flow }) =>
  nodes.flatMap((node) => {
    if (node.kind !== "foreach" || flow.partial) return [];
    const join = node.outgoing.find((name) => graph.nodes.get(name)?.kind === "join");
    if (join === undefined) return [];
    const message = `A foreach needs at least one step before its join '${join}'.`;
    return [
      aboutStep("graph/empty-foreach", "check_empty_foreaches", node.step, message, {
        consequence: true,
      }),
    ];
  });

/** `num_parallel=` leads to a step with `@parallel`: `check_parallel_step_after_next`. */
export const checkParallelTargets: Check = (lint) =>
  lint.nodes
    .filter((node) => node.parallelForeach)
    .flatMap((node) =>
      node.outgoing.flatMap((name) => {
        const target = certainNode(lint, name);
        if (target?.parallelStep !== "no") return [];
        const message = `'${name}' is started with num_parallel=, so it needs @parallel above its @step.`;
        const related = [{ span: target.step.nameSpan, message: "Add @parallel here." }];
        return [
          aboutStep("graph/parallel-target", "check_parallel_step_after_next", node.step, message, {
            span: targetSpan(node, name),
            related,
          }),
        ];
      }),
    );

/** A `@parallel` step is followed by a join: `check_join_followed_by_parallel_step`. */
export const checkParallelJoins: Check = (lint) =>
  lint.nodes
    .filter((node) => node.parallelStep === "yes")
    .flatMap((node) => {
      const [next] = node.outgoing;
      const problem = next === undefined ? endsParallel(lint, node) : notJoined(lint, node, next);
      return problem === null ? [] : [problem];
    });

const PARALLEL_JOIN = "check_join_followed_by_parallel_step";

function notJoined(lint: Lint, node: GraphNode, next: string): GraphProblem | null {
  const target = certainNode(lint, next);
  if (target === undefined || target.kind === "join") return null;
  const message = `'${next}' follows the @parallel step '${node.name}', so it must be a join: write def ${next}(self, inputs).`;
  const related = [{ span: target.step.parametersSpan, message: "Add 'inputs' here." }];
  return aboutStep("graph/parallel-join", PARALLEL_JOIN, node.step, message, {
    span: targetSpan(node, next),
    related,
  });
}

/** Metaflow's check crashes; a missing self.next() or an unjoined split has been reported before. */
function endsParallel({ flow }: Lint, node: GraphNode): GraphProblem | null {
  if (flow.partial) return null;
  const message = `A join must follow the @parallel step '${node.name}': add a step that takes (self, inputs) after it.`;
  return aboutStep("graph/parallel-join", PARALLEL_JOIN, node.step, message, { consequence: true });
}

/** A `@parallel` step is started with `num_parallel=`: `check_parallel_foreach_calls_parallel_step`. */
export const checkParallelEntries: Check = (lint) => {
  const gangs = new Set(
    lint.nodes.filter((node) => node.parallelStep === "yes").map((node) => node.name),
  );
  if (gangs.size === 0) return [];
  return lint.nodes
    .filter((node) => !node.parallelForeach)
    .flatMap((node) =>
      [...new Set(node.outgoing)]
        .filter((name) => gangs.has(name))
        .map((name) =>
          aboutStep(
            "graph/parallel-entry",
            "check_parallel_foreach_calls_parallel_step",
            node.step,
            `'${name}' has @parallel, so it must be started with self.next(self.${name}, num_parallel=...).`,
            { span: targetSpan(node, name) },
          ),
        ),
    );
};

/** A case of a switch does not lead straight into a join: `check_ambiguous_joins`. */
export const checkSwitchJoins: Check = ({ graph, flow }) => {
  if (flow.partial) return [];
  return [...graph.nodes.values()]
    .filter((node) => node.kind === "join")
    .flatMap((join) => {
      const switches = join.incoming.filter(
        (name) => graph.nodes.get(name)?.kind === "split-switch",
      );
      return switches.flatMap((name) => {
        const node = graph.nodes.get(name);
        if (node === undefined) return [];
        const message = `A case of the switch '${name}' leads straight into the join ${quoted([join.name])}: put a step in between.`;
        const related = [{ span: join.step.nameSpan, message: "The join." }];
        return [
          aboutStep("graph/switch-into-join", "check_ambiguous_joins", node.step, message, {
            span: targetSpan(node, join.name),
            related,
          }),
        ];
      });
    });
};

/** The node of that name, if no unseen class can replace it. */
function certainNode(lint: Lint, name: string): GraphNode | undefined {
  const node = lint.graph.nodes.get(name);
  return lint.flow.partial && node?.step.inheritedFrom !== null ? undefined : node;
}
