import type { Flow, FlowFile } from "../../runtime/core/flow";
import { sliceOf, sourceOf } from "../../runtime/core/flowReader/sources";
import { buildGraph, type NodeKind } from "../../runtime/core/graph";

/**
 * What the view Flows shows of a flow: small enough to keep for a whole workspace, and without
 * lines, so that typing inside a step changes nothing.
 */
export interface FlowSummary {
  readonly name: string;
  readonly runnable: boolean;
  /** The classes of other files that it builds on, as `baseKey` gives them. */
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
      bases: basesOf(flow, file),
      steps: flow.steps.map(({ name }) => ({ name, kind: nodes.get(name)?.kind ?? null })),
    };
  });
}

/** A class of a file, to be told from those of other files. */
export function baseKey(path: string, name: string): string {
  return `${path}:${name}`;
}

function basesOf({ ancestors }: Flow, { sources }: FlowFile): string[] {
  return ancestors.flatMap((span) => {
    const source = sourceOf(sources, span);
    return source === undefined ? [] : [baseKey(source.path, sliceOf("", sources, span))];
  });
}
