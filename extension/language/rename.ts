import * as vscode from "vscode";
import { renamable, renameStep } from "../../runtime/core/language/renameStep";
import { rangeOf } from "../convert";
import type { FlowStore } from "../flows/flowStore";

/** Renames a step wherever it is named, in one edit; other names are left to other extensions. */
export class StepRename implements vscode.RenameProvider {
  constructor(private readonly store: FlowStore) {}

  prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): { range: vscode.Range; placeholder: string } | null {
    const file = this.store.read(document);
    const found = file && renamable(document.getText(), file, document.offsetAt(position));
    // A refusal here could keep the editor from asking an extension that renames anything.
    if (!file || !found) return null;
    if ("refused" in found) throw new Error(found.refused);
    return { range: rangeOf(file.lines, found.span), placeholder: found.name };
  }

  provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
  ): vscode.WorkspaceEdit | null {
    const file = this.store.read(document);
    const rename =
      file && renameStep(document.getText(), file, document.offsetAt(position), newName.trim());
    if (!file || !rename) return null;
    if ("refused" in rename) throw new Error(rename.refused);
    const edit = new vscode.WorkspaceEdit();
    for (const span of rename.spans)
      edit.replace(document.uri, rangeOf(file.lines, span), newName.trim());
    return edit;
  }
}
