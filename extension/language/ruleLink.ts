import * as vscode from "vscode";
import type { CommandId } from "../contributions";
import type { RuleId } from "../../runtime/core/rules";

/** A line of Markdown that opens a rule's section of the documentation, and can do nothing else. */
export function ruleLink(rule: RuleId): vscode.MarkdownString {
  const command: CommandId = "flowlens.showRule";
  const argument = encodeURIComponent(JSON.stringify([rule]));
  const link = new vscode.MarkdownString(`[What is checked here](command:${command}?${argument})`);
  link.isTrusted = { enabledCommands: [command] };
  return link;
}
