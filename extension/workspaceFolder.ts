import * as vscode from "vscode";
import { Problem } from "./problem";

/** The workspace folder a command is for: asks when there are several. `needed` says what for. */
export async function chooseFolder(
  placeHolder: string,
  needed: string,
): Promise<vscode.WorkspaceFolder> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (first === undefined)
    throw new Problem(`Open a folder first: ${needed}.`, [
      {
        title: "Open Folder",
        run: () => vscode.commands.executeCommand("workbench.action.files.openFolder"),
      },
    ]);
  if (folders.length === 1) return first;
  const chosen = await vscode.window.showWorkspaceFolderPick({ placeHolder });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen;
}
