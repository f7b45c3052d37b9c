import type { Decorator, SourceFile, Step } from "../flow";
import type { Span } from "../text";
import type { ClassDraft } from "./classes";
import type { Member } from "./members";
import { shiftArguments, shiftDecorator, shiftSpan } from "./shift";

/** Longer texts than this are not followed; offsets of other files start at multiples of it. */
export const SOURCE_STRIDE = 2 ** 32;

/** Whether a span lies in another file than the one that was read. */
export function isElsewhere({ start }: Span): boolean {
  return start >= SOURCE_STRIDE;
}

/** The text of a span, in whichever file it lies. */
export function sliceOf(text: string, sources: readonly SourceFile[], span: Span): string {
  const source = sourceOf(sources, span);
  if (source === undefined) return text.slice(span.start, span.end);
  return source.text.slice(span.start - source.base, span.end - source.base);
}

/** The file that a span lies in; undefined for the file that was read. */
export function sourceOf(sources: readonly SourceFile[], span: Span): SourceFile | undefined {
  if (!isElsewhere(span)) return undefined;
  const base = Math.floor(span.start / SOURCE_STRIDE) * SOURCE_STRIDE;
  return sources.find((source) => source.base === base);
}

/** A class of another file, its places moved to where they cannot be mistaken for the reader's own. */
export function ofSource(draft: ClassDraft, source: SourceFile): ClassDraft {
  const by = source.base;
  return {
    ...draft,
    nameSpan: shiftSpan(draft.nameSpan, by),
    span: shiftSpan(draft.span, by),
    decorators: draft.decorators.map((decorator) => moved(decorator, by)),
    members: new Map(
      [...draft.members].map(([name, member]) => [name, memberOf(member, source)] as const),
    ),
  };
}

/** A step of another file; one that was taken from yet another, `again = Other.step`, stays there. */
export function stepOfSource(step: Step, source: SourceFile): Step {
  if (step.source !== null) return step;
  return step.of(
    source,
    step.decorators.map((decorator) => moved(decorator, source.base)),
  );
}

function memberOf(member: Member, source: SourceFile): Member {
  switch (member.kind) {
    case "step":
      return { kind: "step", step: stepOfSource(member.step, source) };
    case "parameter": {
      const { parameter } = member;
      const span = shiftSpan(parameter.span, source.base);
      const given = shiftArguments(parameter.arguments, source.base);
      return { kind: "parameter", parameter: { ...parameter, span, arguments: given } };
    }
    case "unknown":
    case "other":
      return member;
  }
}

/** `gpu = kubernetes(gpu=1)` was moved when it was bound: `@gpu` has its arguments from there. */
function moved(decorator: Decorator, by: number): Decorator {
  const shifted = shiftDecorator(decorator, by, 0);
  const isBound = decorator.arguments.some(({ span }) => isElsewhere(span));
  return isBound ? { ...shifted, arguments: decorator.arguments } : shifted;
}
