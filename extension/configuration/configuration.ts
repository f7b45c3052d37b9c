import * as vscode from "vscode";
import type { Disposables } from "../disposable";
import { ConfigurationDiagnostics } from "./diagnostics";
import { selector } from "./files";
import { completions, hovers, quickFixes } from "./providers";

/** Squiggles, completion, hovers and quick fixes for env files and Metaflow's config files. */
export function registerConfiguration(owner: Disposables): void {
  const { languages } = vscode;
  owner.add(new ConfigurationDiagnostics());
  owner.add(languages.registerCompletionItemProvider(selector, completions, "_", "=", '"'));
  owner.add(languages.registerHoverProvider(selector, hovers));
  owner.add(
    languages.registerCodeActionsProvider(selector, quickFixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
}
