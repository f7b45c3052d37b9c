import type { Flow, FlowFile, Step } from "../../runtime/core/flow";

/** A step as one of its flows has it: an inherited one belongs to several. */
export interface StepOfFlow {
  readonly flow: Flow;
  readonly step: Step;
}

/** The flow and the step at an offset; a flow's own lines without a step give a null step. */
export function flowAt(
  file: FlowFile,
  offset: number,
): { readonly flow: Flow; readonly step: Step | null } | null {
  const flow = file.flows.find(({ span }) => span.start <= offset && offset <= span.end);
  if (flow === undefined) return null;
  const step = stepAt(flow, offset);
  return { flow, step: step?.inheritedFrom === null ? step : null };
}

/** The flow's step at an offset, which may be in a base class or mixin. */
export function stepAt(flow: Flow, offset: number): Step | null {
  return flow.steps.find(({ span }) => span.start <= offset && offset <= span.end) ?? null;
}

/**
 * The step at an offset as each flow has it that can be run: the step of a base class is run as one
 * of the flows that inherit it. When none of them can be run, as each flow that has it.
 */
export function stepsAt(file: FlowFile, offset: number): readonly StepOfFlow[] {
  const found = file.flows.flatMap((flow) => {
    const step = stepAt(flow, offset);
    return step === null ? [] : [{ flow, step }];
  });
  const runnable = found.filter(({ flow }) => flow.runnable);
  return runnable.length > 0 ? runnable : found;
}
