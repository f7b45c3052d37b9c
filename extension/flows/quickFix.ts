import * as vscode from "vscode";
import type { Finding } from "../../runtime/core/finding";
import type { FlowFile } from "../../runtime/core/flow";
import { fixFor } from "../../runtime/core/findings/fixes/fixes";
import { rangeOf } from "../convert";
import { ignoreComment } from "./ignoreComment";

/** What mends our findings at a place where they say how, or silences them on their line. */
export function quickFixes(
  document: vscode.TextDocument,
  file: FlowFile,
  range: vscode.Range,
  ours: readonly vscode.Diagnostic[],
  findings: readonly Finding[],
): vscode.CodeAction[] {
  return findings
    .filter((finding) => rangeOf(file.lines, finding.span).intersection(range) !== undefined)
    .flatMap((finding) => {
      const about = ours.filter((diagnostic) => ruleOf(diagnostic) === finding.rule);
      return about.length === 0 ? [] : actionsFor(finding, file, document, about);
    });
}

function ruleOf(diagnostic: vscode.Diagnostic): unknown {
  return typeof diagnostic.code === "object" ? diagnostic.code.value : diagnostic.code;
}

function actionsFor(
  finding: Finding,
  file: FlowFile,
  document: vscode.TextDocument,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction[] {
  const ignore = ignoreAction(finding, file, document, diagnostics);
  const fix = fixFor(finding, file, document.getText());
  if (fix === null) return ignore;
  const mend = action(fix.title, diagnostics);
  for (const { span, text } of [fix, ...(fix.also ?? [])]) {
    mend.edit.replace(document.uri, rangeOf(file.lines, span), text);
  }
  mend.isPreferred = true;
  return [mend, ...ignore];
}

function action(
  title: string,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction & { edit: vscode.WorkspaceEdit } {
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.diagnostics = diagnostics;
  return Object.assign(made, { edit: new vscode.WorkspaceEdit() });
}

function ignoreAction(
  finding: Finding,
  file: FlowFile,
  document: vscode.TextDocument,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction[] {
  const { rule, span } = finding;
  const comment = ignoreComment(rule, span.start, document.getText(), file.lines);
  if (comment === null) return [];
  const ignore = action(`Ignore ${rule} on this line`, diagnostics);
  ignore.edit.insert(document.uri, document.positionAt(comment.offset), comment.text);
  return [ignore];
}
