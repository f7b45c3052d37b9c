import { basesElsewhere, classKey } from "../../runtime/core/extended";
import type { FlowFile } from "../../runtime/core/flow";
import { buildGraph, type NodeKind } from "../../runtime/core/graph";

/**
 * What the view Flows shows of a flow: small enough to keep for a whole workspace, and without
 * lines, so that typing inside a step changes nothing.
 */
export interface FlowSummary {
  readonly name: string;
  readonly runnable: boolean;
  /** The classes of other files that it builds on, as `classKey` gives them. */
  readonly bases: readonly string[];
  readonly steps: readonly StepSummary[];
}

export interface StepSummary {
  readonly name: string;
  readonly kind: NodeKind | null;
}

/** The flows of a file in source order. */
export function summarize(file: FlowFile): readonly FlowSummary[] {
  return file.flows.map((flow) => {
    const { nodes } = buildGraph(flow);
    return {
      name: flow.name,
      runnable: flow.runnable,
      bases: basesElsewhere(flow, file).map(classKey),
      steps: flow.steps.map(({ name }) => ({ name, kind: nodes.get(name)?.kind ?? null })),
    };
  });
}
