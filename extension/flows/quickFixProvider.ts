import * as vscode from "vscode";
import { source, type FlowDiagnostics } from "./diagnostics";
import type { FlowStore } from "./flowStore";

/** Quick fixes for findings in flows; what makes them is loaded where the first finding is asked about. */
export class FlowQuickFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(
    private readonly store: FlowStore,
    private readonly diagnostics: FlowDiagnostics,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const ours = context.diagnostics.filter((diagnostic) => diagnostic.source === source);
    const file = ours.length === 0 ? null : this.store.read(document);
    if (file === null) return [];
    const findings = this.diagnostics.findings(document, file);
    const { quickFixes } = await import("./quickFix.js");
    return quickFixes(document, file, range, ours, findings);
  }
}
