import type { Flow, FlowFile, Step } from "../flow";
import type { Span } from "../text";

/** A flow that the cursor is in, with its step there, if any. */
export interface Surrounding {
  readonly flow: Flow;
  readonly step: Step | null;
}

/**
 * The flows that see the text at an offset: those that have a step there (a base class's step is
 * each subclass's too), else the class around it, be it only half-typed.
 */
export function flowsAround(text: string, file: FlowFile, offset: number): readonly Surrounding[] {
  const withStep = file.flows.flatMap((flow) => {
    const step = flow.steps.find(({ span }) => reaches(text, span, offset));
    return step === undefined ? [] : [{ flow, step }];
  });
  if (withStep.length > 0) return withStep;
  const around = file.flows.filter(({ span }) => span.start <= offset && offset <= span.end);
  if (around.length > 0) return around.map((flow) => ({ flow, step: null }));
  // What is typed below a class's last complete line is not in the class's span yet.
  const last = file.flows.findLast(({ span }) => span.start <= offset);
  if (last === undefined) return [];
  const between = text.slice(last.span.end, offset).split(/\r\n|[\r\n]/u);
  const inside = between.slice(1).every((line) => /^(?:[ \t]|#|$)/u.test(line));
  return inside ? [{ flow: last, step: null }] : [];
}

/** What is typed after a step's last complete token is not in its span yet. */
function reaches(text: string, { start, end }: Span, offset: number): boolean {
  return start <= offset && (offset <= end || text.slice(end, offset).trim() === "");
}
