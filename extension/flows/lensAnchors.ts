import type { FlowFile } from "../../runtime/core/flow";

/** A line that carries lenses: a flow's class or a step, decorators included. Lines are 0-based. */
export interface LensAnchor {
  readonly flow: string;
  /** Null for the class itself. */
  readonly step: string | null;
  readonly line: number;
  /** Module-level code starts the flow, so it can be run. */
  readonly runnable: boolean;
}

/** A replacement of whole lines: from `line` on, `removed` line breaks became `added` ones. */
export interface LineEdit {
  readonly line: number;
  readonly removed: number;
  readonly added: number;
}

/** Where a file's lenses stand, in source order. */
export function anchorsOf(file: FlowFile): readonly LensAnchor[] {
  const lineOf = (offset: number): number => file.lines.lineAt(offset) - 1;
  return file.flows.flatMap((flow) => [
    { flow: flow.name, step: null, line: lineOf(flow.span.start), runnable: flow.runnable },
    ...flow.steps
      .filter(({ source }) => source === null)
      .map((step) => ({
        flow: flow.name,
        step: step.name,
        line: lineOf(step.span.start),
        runnable: flow.runnable,
      })),
  ]);
}

/** What a step's lens says: with the flow's name where several flows run the step of this line. */
export function runStepTitle(anchor: LensAnchor, anchors: readonly LensAnchor[]): string {
  const shared = anchors.some(
    ({ line, step, flow, runnable }) =>
      line === anchor.line && step !== null && runnable && flow !== anchor.flow,
  );
  return shared ? `Run step (${anchor.flow})` : "Run step";
}

/** The anchors after edits above them; edits are applied in the order given. */
export function shiftAnchors(
  anchors: readonly LensAnchor[],
  edits: readonly LineEdit[],
): readonly LensAnchor[] {
  return edits.reduce(
    (moved, edit) => moved.map((anchor) => ({ ...anchor, line: shiftLine(anchor.line, edit) })),
    anchors,
  );
}

function shiftLine(line: number, edit: LineEdit): number {
  if (line <= edit.line) return line;
  if (line <= edit.line + edit.removed) return edit.line;
  return line + edit.added - edit.removed;
}

/**
 * The anchors to show: those of the text, and while the text is broken also the lost ones whose
 * line still looks like a class or a step. So half-typed code does not make lenses jump.
 */
export function steadyAnchors(
  previous: readonly LensAnchor[],
  now: readonly LensAnchor[],
  broken: boolean,
  lineText: (line: number) => string,
): readonly LensAnchor[] {
  if (!broken) return now;
  const present = new Set(now.map(nameOf));
  const taken = new Set(now.map((anchor) => anchor.line));
  const kept = previous.filter(
    (anchor) =>
      !present.has(nameOf(anchor)) &&
      !taken.has(anchor.line) &&
      /^\s*(?:@|class\b|(?:async\s+)?def\b)/.test(lineText(anchor.line)),
  );
  return [...now, ...kept].sort((a, b) => a.line - b.line);
}

function nameOf(anchor: LensAnchor): string {
  return `${anchor.flow}.${anchor.step ?? ""}`;
}
