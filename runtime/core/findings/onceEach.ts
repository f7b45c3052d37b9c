import type { Finding } from "../finding";
import type { Flow, FlowFile, Step } from "../flow";
import type { Span } from "../text";
import type { RuleId } from "../rules";

/** A step with the first flow that has it. */
export interface StepPlace {
  readonly flow: Flow;
  readonly step: Step;
}

/** The steps of this very file, each once though several flows may inherit it. */
export function onceEach(file: FlowFile): readonly StepPlace[] {
  const places = new Map<number, StepPlace>();
  for (const flow of file.flows)
    for (const step of flow.steps)
      if (step.source === null && !places.has(step.span.start))
        places.set(step.span.start, { flow, step });
  return [...places.values()];
}

/** Advice of our own about a step. */
export function advice(
  { flow, step }: StepPlace,
  rule: RuleId,
  severity: "info" | "hint",
  span: Span,
  message: string,
): Finding {
  return { rule, severity, message, span, flow: flow.name, step: step.name, metaflow: null };
}
