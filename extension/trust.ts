import * as vscode from "vscode";
import { Problem } from "./problem";

/** Stops a command that would execute something of a workspace the user does not trust. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Problem("This workspace is not trusted, so nothing in it can be run.", [
    {
      title: "Manage Workspace Trust",
      run: () => vscode.commands.executeCommand("workbench.trust.manage"),
    },
  ]);
}
