import type { Flow, Step } from "./flow";

/** What `advance` uses of a flow's graph. Built once per run, from the text the run started with. */
export type FlowShape = ReadonlyMap<string, StepShape>;

export interface StepShape {
  readonly kind: "linear" | "split" | "foreach" | "switch" | "join" | "end";
  /** Targets, each once. */
  readonly next: readonly string[];
  /** The join that closes the outermost foreach around this step; null outside one. */
  readonly closedBy: string | null;
}

/** The shape of a flow's graph, also of a broken one (unknown targets are left out). */
export function flowShape(flow: Pick<Flow, "steps">): FlowShape {
  const names = new Set(flow.steps.map(({ name }) => name));
  const shape = new Map<string, StepShape>();
  for (const step of flow.steps) {
    const targets = "targets" in step.transition ? step.transition.targets : [];
    const next = [...new Set(targets.map(({ name }) => name))].filter((name) => names.has(name));
    shape.set(step.name, { kind: kindOf(step), next, closedBy: null });
  }
  for (const [name, step] of shape) {
    if (step.kind === "foreach" && step.closedBy === null) markBody(shape, name);
  }
  return shape;
}

function kindOf({ transition, positionalCount }: Step): StepShape["kind"] {
  switch (transition.form) {
    case "foreach":
    case "parallel":
      return "foreach";
    case "split":
    case "switch":
      return transition.form;
    case "linear":
      return positionalCount === 2 ? "join" : "linear";
    case "invalid":
    case "none":
      return "end";
  }
}

/** Walks a foreach's body to the join at its own depth and writes that join to every step of it. */
function markBody(shape: Map<string, StepShape>, foreach: string): void {
  const depths = new Map<string, number>();
  const queue: (readonly [string, number])[] = (shape.get(foreach)?.next ?? []).map((name) => [
    name,
    1,
  ]);
  let closing: string | null = null;
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    const [name, before] = item;
    const step = shape.get(name);
    if (step === undefined || depths.has(name)) continue;
    const depth = before - (step.kind === "join" ? 1 : 0);
    if (depth === 0) {
      closing ??= name;
      continue;
    }
    depths.set(name, depth);
    const opened = step.kind === "split" || step.kind === "foreach" ? 1 : 0;
    for (const next of step.next) queue.push([next, depth + opened]);
  }
  for (const name of depths.keys()) {
    const step = shape.get(name);
    if (step !== undefined) shape.set(name, { ...step, closedBy: closing });
  }
}

/**
 * Steps that can no longer start, because a switch outside any foreach went another way or the
 * foreach around them is over. `started`: every step that has (or had) a task.
 */
export function notTaken(shape: FlowShape, started: ReadonlySet<string>): ReadonlySet<string> {
  const reachable = new Set<string>();
  const stack = [...started];
  for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
    if (reachable.has(name)) continue;
    reachable.add(name);
    stack.push(...openTargets(shape, name, started));
  }
  const missed = new Set<string>();
  for (const [name, { closedBy }] of shape) {
    if (started.has(name)) continue;
    if (!reachable.has(name) || (closedBy !== null && started.has(closedBy))) missed.add(name);
  }
  return missed;
}

/** Where a step may still lead: of a decided switch, only the way it went. */
function openTargets(
  shape: FlowShape,
  name: string,
  started: ReadonlySet<string>,
): readonly string[] {
  const step = shape.get(name);
  if (step === undefined) return [];
  if (step.kind !== "switch" || step.closedBy !== null) return step.next;
  const taken = step.next.filter((target) => target !== name && started.has(target));
  return taken.length === 0 ? step.next : taken;
}
