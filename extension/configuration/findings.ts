import { homedir } from "node:os";
import type * as vscode from "vscode";
import { findingsOfConfigFile } from "../../runtime/core/configuration/configFindings";
import { findingsOfEnvFile } from "../../runtime/core/configuration/envFindings";
import type { Finding } from "../../runtime/core/finding";
import { refusedDecorator } from "../../runtime/core/findings/refusedDecorator";
import { lacksProfileIn } from "../../runtime/metaflow/settings";
import { applyRuleLevels, readRuleLevels } from "../flows/ruleLevels";
import { setting } from "../settings";
import { kindOf } from "./files";

/** Findings of a document's present text, with the user's severities. */
export function findingsOf(document: vscode.TextDocument): readonly Finding[] {
  const kind = kindOf(document);
  if (kind === null || !setting("diagnostics.enabled", document.uri)) return [];
  const text = document.getText();
  const findings =
    kind === "env"
      ? findingsOfEnvFile(text, lacksProfileIn(process.env, homedir()), refusedDecorator)
      : findingsOfConfigFile(text, refusedDecorator);
  return applyRuleLevels(findings, readRuleLevels(setting("rules", document.uri)));
}
