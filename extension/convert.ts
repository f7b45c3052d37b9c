import * as vscode from "vscode";
import type { Severity } from "../runtime/core/finding";
import type { FlowFile } from "../runtime/core/flow";
import { sourceOf } from "../runtime/core/flowReader/sources";
import type { LineMap, Span } from "../runtime/core/text";

/** Offsets of the text that `lines` was made from, as the editor's range. */
export function rangeOf(lines: LineMap, span: Span): vscode.Range {
  return new vscode.Range(positionOf(lines, span.start), positionOf(lines, span.end));
}

/** Where a span lies that may be of another file which a flow takes classes from. */
export function locationOf(
  { lines, sources }: Pick<FlowFile, "lines" | "sources">,
  uri: vscode.Uri,
  span: Span,
): vscode.Location {
  const source = sourceOf(sources, span);
  if (source === undefined) return new vscode.Location(uri, rangeOf(lines, span));
  const own = { start: span.start - source.base, end: span.end - source.base };
  return new vscode.Location(vscode.Uri.file(source.path), rangeOf(source.lines, own));
}

function positionOf(lines: LineMap, offset: number): vscode.Position {
  const { line, column } = lines.positionAt(offset);
  return new vscode.Position(line - 1, column - 1);
}

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** The editor's severity of a finding. */
export function severityOf(severity: Severity): vscode.DiagnosticSeverity {
  return severities[severity];
}
