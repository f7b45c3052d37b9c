import * as vscode from "vscode";
import { LineMap } from "../../runtime/core/text";
import { Debounced, Disposables } from "../disposable";
import { toDiagnostic } from "../flows/diagnostics";
import { onSettings } from "../settings";
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
      for (const document of this.waiting) void this.refresh(document);
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

  private async refresh(document: vscode.TextDocument): Promise<void> {
    if (kindOf(document) === null && !this.collection.has(document.uri)) return;
    const { findingsOf } = await import("./providers.js");
    if (document.isClosed) return;
    const findings = findingsOf(document);
    if (findings.length === 0 && !this.collection.has(document.uri)) return;
    const file = { lines: new LineMap(document.getText()), sources: [] };
    const diagnostics = findings.map((finding) => toDiagnostic(finding, file, document.uri));
    this.collection.set(document.uri, diagnostics);
  }
}
