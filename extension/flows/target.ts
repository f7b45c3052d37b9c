/** A flow as commands, lenses, tree nodes and panels pass it around: plain data. */
export interface FlowTarget {
  /** The file's URI, as text. */
  readonly uri: string;
  readonly flow: string;
}

export interface StepTarget extends FlowTarget {
  readonly step: string;
}

/** Whether a command was given a flow (a lens, a node of Flows, a panel). */
export function isFlowTarget(subject: unknown): subject is FlowTarget {
  return hasText(subject, "uri") && hasText(subject, "flow");
}

/** Whether a command was given a step. */
export function isStepTarget(subject: unknown): subject is StepTarget {
  return isFlowTarget(subject) && hasText(subject, "step");
}

function hasText(value: unknown, key: string): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Readonly<Record<string, unknown>>)[key] === "string"
  );
}
