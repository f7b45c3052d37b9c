import type { Dag, DagNode } from "../../runtime/core/dag";
import type { RunState, StepRun, StepState, TaskRun } from "../../runtime/core/run";
import type { RunChoice } from "../protocol";

/** What a run means for each step of the graph: counts, attempts, and what can no longer happen. */

export interface TaskCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly running: number;
  readonly retrying: number;
}

/** How a step's tasks are doing. `total` is what was announced, or what was seen if that is more. */
export function countTasks(step: StepRun): TaskCounts {
  const count = (state: TaskRun["state"]): number =>
    step.tasks.filter((task) => task.state === state).length;
  return {
    total: Math.max(step.expected ?? 0, step.tasks.length),
    succeeded: count("succeeded"),
    failed: count("failed"),
    running: count("running"),
    retrying: count("retrying"),
  };
}

/** The highest attempt of a step's tasks, counted from 1; 0 when nothing started. */
export function attemptOf(step: StepRun): number {
  return step.tasks.reduce((most, task) => Math.max(most, task.attempt + 1), 0);
}

export const isLive = (run: RunState): boolean =>
  run.status === "starting" || run.status === "running" || run.status === "failing";

/** A run's steps by name. */
export function stepsOf(run: RunState | null): ReadonlyMap<string, StepRun> {
  return new Map(run?.steps.map((step) => [step.name, step]) ?? []);
}

/** A step that the run does not mention has not started; in a run of one step alone it has no part. */
export function stateOf(step: StepRun | undefined, run: RunState | null): StepState | null {
  if (!run) return null;
  if (step) return step.state;
  return run.kind === "spin" ? null : "pending";
}

/**
 * Steps that certainly will not start, with the failed step that is to blame. A join needs all its
 * inputs, so one lost input is enough; any other step may still be reached another way.
 */
export function blockedSteps(dag: Dag, run: RunState | null): ReadonlyMap<string, string> {
  const blame = new Map<string, string>();
  if (!run) return blame;
  const steps = stepsOf(run);
  for (const step of run.steps) if (step.state === "failed") blame.set(step.name, step.name);
  const inputs = inputsOf(dag);
  for (let changed = blame.size > 0; changed;) {
    changed = false;
    for (const node of dag.nodes) {
      if (blame.has(node.id) || stateOf(steps.get(node.id), run) !== "pending") continue;
      const lost = lostInput(node, inputs.get(node.id) ?? [], blame);
      if (lost === null) continue;
      blame.set(node.id, lost);
      changed = true;
    }
  }
  for (const step of run.steps) if (step.state === "failed") blame.delete(step.name);
  return blame;
}

function inputsOf(dag: Dag): ReadonlyMap<string, string[]> {
  const inputs = new Map<string, string[]>();
  for (const edge of dag.edges) {
    if (edge.kind === "back") continue;
    inputs.set(edge.to, [...(inputs.get(edge.to) ?? []), edge.from]);
  }
  return inputs;
}

function lostInput(
  node: DagNode,
  inputs: readonly string[],
  blame: ReadonlyMap<string, string>,
): string | null {
  const lost = inputs.flatMap((input) => blame.get(input) ?? []);
  const enough = node.kind === "join" ? lost.length > 0 : lost.length === inputs.length;
  return enough ? (lost[0] ?? null) : null;
}

/** The case a switch took, once exactly one of its targets has started; null before. */
export function caseTaken(
  dag: Dag,
  node: DagNode,
  steps: ReadonlyMap<string, StepRun>,
): string | null {
  const ways = dag.edges.filter((edge) => edge.from === node.id && edge.label !== null);
  const taken = ways.filter((edge) => {
    const state = steps.get(edge.to)?.state ?? "pending";
    return edge.kind !== "back" && state !== "pending" && state !== "not-taken";
  });
  return taken.length === 1 ? (taken[0]?.label ?? null) : null;
}

/**
 * How long a step took or has been going on, in milliseconds; null when it has not started.
 * A run that was lost sight of has no running clock.
 */
export function elapsed(step: StepRun, now: number): number | null {
  if (step.startedAt === null) return null;
  if (step.endedAt !== null) return Math.max(0, step.endedAt - step.startedAt);
  const ticking = step.state === "running" || step.state === "retrying";
  return ticking ? Math.max(0, now - step.startedAt) : null;
}

/** Whether the run's tasks are pods of a cluster. */
export function hasPods(runs: readonly RunChoice[], run: RunState | null): boolean {
  return runs.some(({ key, place }) => place.where === "kubernetes" && key === run?.key);
}
