import * as vscode from "vscode";
import {
  documentationOf,
  proposalAt,
  summaryOf,
  variableAt,
} from "../../runtime/core/configuration/assist";
import type { Variable } from "../../runtime/core/configuration/form";
import { LineMap } from "../../runtime/core/text";
import { rangeOf } from "../convert";
import { source } from "../flows/diagnostics";
import { findingsOf } from "./findings";
import { kindOf } from "./files";

export { findingsOf };

/** Names of Metaflow's variables, and the values of those that have only a few. */
export function completionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.CompletionItem[] {
  const kind = kindOf(document);
  if (kind === null) return [];
  const text = document.getText();
  const proposal = proposalAt(text, document.offsetAt(position), kind);
  if (proposal === null) return [];
  const range = rangeOf(new LineMap(text), proposal.span);
  const values = proposal.values.map(
    (value) => new vscode.CompletionItem(value, vscode.CompletionItemKind.EnumMember),
  );
  const items = [...proposal.names.map((one) => nameItem(one, kind === "env")), ...values];
  for (const item of items) item.range = range;
  return items;
}

function nameItem(variable: Variable, followed: boolean): vscode.CompletionItem {
  const item = new vscode.CompletionItem(variable.name, vscode.CompletionItemKind.Variable);
  item.detail = summaryOf(variable);
  item.documentation = new vscode.MarkdownString(documentationOf(variable));
  if (followed) item.insertText = `${variable.name}=`;
  return item;
}

/** What the variable at a place is for. */
export function hoverAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | null {
  const kind = kindOf(document);
  if (kind === null) return null;
  const text = document.getText();
  const found = variableAt(text, document.offsetAt(position), kind);
  if (found === null) return null;
  const { variable, span } = found;
  const markdown = new vscode.MarkdownString()
    .appendCodeblock(`${variable.name}: ${summaryOf(variable)}`, "text")
    .appendMarkdown(documentationOf(variable));
  return new vscode.Hover(markdown, rangeOf(new LineMap(text), span));
}

/** Mends a finding where it says how. */
export function quickFixesAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const ours = context.diagnostics.filter((diagnostic) => diagnostic.source === source);
  if (ours.length === 0) return [];
  const lines = new LineMap(document.getText());
  return findingsOf(document).flatMap(({ rule, span, fix }) => {
    const place = rangeOf(lines, span);
    if (fix === undefined || place.intersection(range) === undefined) return [];
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.replace(document.uri, rangeOf(lines, fix.span), fix.text);
    action.isPreferred = true;
    action.diagnostics = ours.filter(
      ({ code, range: at }) =>
        at.isEqual(place) && (typeof code === "object" ? code.value : code) === rule,
    );
    return [action];
  });
}
