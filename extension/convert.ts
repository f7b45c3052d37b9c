import * as vscode from "vscode";
import type { Severity } from "../runtime/core/finding";
import type { LineMap, Span } from "../runtime/core/text";

/** Offsets of the text that `lines` was made from, as the editor's range. */
export function rangeOf(lines: LineMap, span: Span): vscode.Range {
  return new vscode.Range(positionOf(lines, span.start), positionOf(lines, span.end));
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
