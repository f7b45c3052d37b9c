import * as vscode from "vscode";
import { renamable, renameStep } from "../../runtime/core/language/renameStep";
import { sharedStepAt } from "../../runtime/core/language/sharedStep";
import { rangeOf } from "../convert";
import { isOwnFile, type StepFiles } from "./stepFiles";
import { locationIn } from "./places";

/** Renames a step in every file that names it, in one edit; other names are left to other extensions. */
export class StepRename implements vscode.RenameProvider {
  constructor(private readonly files: StepFiles) {}

  async prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<{ range: vscode.Range; placeholder: string } | null> {
    const files = await this.files.tied(document, token);
    const [own] = files;
    const found = own && renamable(files, own.path, document.offsetAt(position), isOwnFile);
    // A refusal here could keep the editor from asking an extension that renames anything.
    if (!own || !found) return null;
    if ("refused" in found) throw new Error(found.refused);
    return { range: rangeOf(own.file.lines, found.span), placeholder: found.name };
  }

  async provideRenameEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    newName: string,
    token: vscode.CancellationToken,
  ): Promise<vscode.WorkspaceEdit | null> {
    const offset = document.offsetAt(position);
    const tied = await this.files.tied(document, token);
    const [own] = tied;
    const named = own && sharedStepAt(tied, own.path, offset)?.name;
    // Any name may be asked for: only for a step's is the workspace searched.
    if (!own || named === undefined) return null;
    const files = await this.files.mentioning(named, document, token);
    const rename = renameStep(files, own.path, offset, newName.trim(), isOwnFile);
    if (!rename) return null;
    if ("refused" in rename) throw new Error(rename.refused);
    const edit = new vscode.WorkspaceEdit();
    for (const place of rename.places) {
      const { uri, range } = locationIn(files, place);
      edit.replace(uri, range, newName.trim());
    }
    return edit;
  }
}
