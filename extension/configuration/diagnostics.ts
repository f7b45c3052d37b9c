import * as vscode from "vscode";
import { findingsOfConfigFile } from "../../runtime/core/configuration/configFindings";
import { findingsOfEnvFile } from "../../runtime/core/configuration/envFindings";
import type { Finding } from "../../runtime/core/finding";
import { LineMap } from "../../runtime/core/text";
import { Debounced, Disposables } from "../disposable";
import { toDiagnostic } from "../flows/diagnostics";
import { applyRuleLevels, readRuleLevels } from "../flows/ruleLevels";
import { onSettings, setting } from "../settings";
import { kindOf } from "./files";

/** How long a document must rest before squiggles follow. */
const pause = 150;

/** Keeps the squiggles of open env and config files, from their unsaved text. */
export class ConfigurationDiagnostics implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly collection = this.owner.add(
    vscode.languages.createDiagnosticCollection("flowlens configuration"),
  );
  private readonly waiting = new Set<vscode.TextDocument>();
  private readonly rest = this.owner.add(
    new Debounced(pause, () => {
      for (const document of this.waiting) this.refresh(document);
      this.waiting.clear();
    }),
  );

  constructor() {
    this.owner.add(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.await(document);
      }),
    );
    this.owner.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.await(document);
      }),
    );
    this.owner.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.waiting.delete(document);
        this.collection.delete(document.uri);
      }),
    );
    const awaitAll = (): void => {
      for (const document of vscode.workspace.textDocuments) this.await(document);
    };
    this.owner.add(onSettings(["diagnostics.enabled", "rules", "envFile"], awaitAll));
    awaitAll();
  }

  dispose(): void {
    this.owner.dispose();
  }

  private await(document: vscode.TextDocument): void {
    this.waiting.add(document);
    this.rest.call();
  }

  private refresh(document: vscode.TextDocument): void {
    const findings = findingsOf(document);
    if (findings.length === 0 && !this.collection.has(document.uri)) return;
    const file = { lines: new LineMap(document.getText()), sources: [] };
    const diagnostics = findings.map((finding) => toDiagnostic(finding, file, document.uri));
    this.collection.set(document.uri, diagnostics);
  }
}

/** Findings of a document's present text, with the user's severities. */
export function findingsOf(document: vscode.TextDocument): readonly Finding[] {
  const kind = kindOf(document);
  if (kind === null || !setting("diagnostics.enabled", document.uri)) return [];
  const text = document.getText();
  const findings = kind === "env" ? findingsOfEnvFile(text) : findingsOfConfigFile(text);
  return applyRuleLevels(findings, readRuleLevels(setting("rules", document.uri)));
}
