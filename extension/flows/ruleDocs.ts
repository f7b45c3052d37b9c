import * as vscode from "vscode";
import { Problem } from "../problem";
import { ruleAnchor } from "./ruleLevels";

/** Opens the section on a rule of the documentation that ships with the extension. */
export async function showRule(extension: vscode.Uri, rule: string): Promise<void> {
  const page = vscode.Uri.joinPath(extension, "docs", "rules.md");
  try {
    await vscode.workspace.fs.stat(page);
  } catch (cause) {
    throw new Problem(`The page on the rule ${rule} is missing: install Flowlens again.`, [], {
      cause,
    });
  }
  await vscode.commands.executeCommand(
    "markdown.showPreview",
    page.with({ fragment: ruleAnchor(rule) }),
  );
}
