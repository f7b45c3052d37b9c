import type { FlowFile } from "../../runtime/core/flow";
import { buildGraph, type NodeKind } from "../../runtime/core/graph";

/** What the view Flows shows of a flow: small enough to keep for a whole workspace. Lines are 1-based. */
export interface FlowSummary {
  readonly name: string;
  /** The line of the `class` keyword. */
  readonly line: number;
  readonly runnable: boolean;
  readonly steps: readonly StepSummary[];
}

export interface StepSummary {
  readonly name: string;
  /** The line of the `def`. */
  readonly line: number;
  readonly kind: NodeKind | null;
}

/** The flows of a file in source order. */
export function summarize(file: FlowFile): readonly FlowSummary[] {
  return file.flows.map((flow) => {
    const { nodes } = buildGraph(flow);
    return {
      name: flow.name,
      line: flow.line,
      runnable: flow.runnable,
      steps: flow.steps.map(({ name, line }) => ({
        name,
        line,
        kind: nodes.get(name)?.kind ?? null,
      })),
    };
  });
}
