import { homedir } from "node:os";
import { dirname } from "node:path";
import * as vscode from "vscode";
import type { Settings } from "../../runtime/core/configuration/settings";
import type { Finding } from "../../runtime/core/finding";
import { findingsOf, type FindingOptions } from "../../runtime/core/findings/findings";
import { classKey, withExtended } from "../../runtime/core/extended";
import type { FlowFile } from "../../runtime/core/flow";
import { lacksFileIn } from "../../runtime/metaflow/missingFile";
import { locationOf, rangeOf, severityOf } from "../convert";
import { Disposables } from "../disposable";
import { onSettings, setting } from "../settings";
import type { FlowIndex } from "./flowIndex";
import type { FlowStore } from "./flowStore";
import { applyRuleLevels, disabledRules, readRuleLevels } from "./ruleLevels";

export const source = "flowlens";

interface Entry {
  readonly file: FlowFile;
  readonly findings: readonly Finding[];
}

/** Tells which Metaflow will run a file: null while unknown. */
export interface VersionSource {
  versionFor(uri: vscode.Uri): string | null;
  readonly onDidChange: vscode.Event<void>;
}

/** Tells the settings of Metaflow in force for a file: null while unknown. */
export interface SurroundingsSource {
  current(uri: vscode.Uri): { readonly settings: Settings } | null;
  readonly onDidChange: vscode.Event<void>;
}

/** Keeps the squiggles of open flow files, from their unsaved text. */
export class FlowDiagnostics implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly collection = this.owner.add(
    vscode.languages.createDiagnosticCollection("flowlens"),
  );
  private readonly entries = new Map<string, Entry>();
  /** The classes that flows of other files build on. */
  private bases: ReadonlySet<string> = new Set();

  constructor(
    private readonly store: FlowStore,
    private readonly versions: VersionSource,
    index: FlowIndex,
    private readonly surroundings: SurroundingsSource,
  ) {
    this.owner.add(
      store.onDidChange((document) => {
        this.refresh(document);
      }),
    );
    this.owner.add(
      store.onDidClose(({ uri }) => {
        this.entries.delete(uri.toString());
        this.collection.delete(uri);
      }),
    );
    const refreshAll = (): void => {
      this.refreshAll();
    };
    const settings = ["diagnostics.enabled", "rules", "deployTarget", "bestPractices"] as const;
    this.owner.add(onSettings(settings, refreshAll));
    this.owner.add(versions.onDidChange(refreshAll));
    this.owner.add(surroundings.onDidChange(refreshAll));
    this.owner.add(
      index.onDidChange(() => {
        const bases = index.bases();
        const same =
          bases.size === this.bases.size && [...bases].every((one) => this.bases.has(one));
        this.bases = bases;
        if (!same) refreshAll();
      }),
    );
  }

  /** Findings of the document's present text, with the user's severities. */
  findings(document: vscode.TextDocument, file: FlowFile): readonly Finding[] {
    const key = document.uri.toString();
    const known = this.entries.get(key);
    if (known?.file === file) return known.findings;
    const findings = this.compute(document, file);
    this.entries.set(key, { file, findings });
    return findings;
  }

  dispose(): void {
    this.owner.dispose();
  }

  private compute(document: vscode.TextDocument, file: FlowFile): readonly Finding[] {
    if (!setting("diagnostics.enabled", document.uri)) return [];
    const target = setting("deployTarget", document.uri);
    return this.judge(document, file, { target: target === "none" ? null : target });
  }

  /** All that is found in a text that goes to this target, whatever is shown of it. */
  judge(
    document: vscode.TextDocument,
    read: FlowFile,
    deployment: Pick<FindingOptions, "target" | "configuration">,
  ): readonly Finding[] {
    const path = document.uri.fsPath;
    const file = withExtended(read, (name) => this.bases.has(classKey({ path, name })));
    const levels = readRuleLevels(setting("rules", document.uri));
    const options = {
      ...deployment,
      metaflowVersion: this.versions.versionFor(document.uri),
      disabled: disabledRules(levels),
      settings: this.surroundings.current(document.uri)?.settings ?? null,
      bestPractices: setting("bestPractices", document.uri),
      lacksFile: lacksFileIn(foldersOf(document.uri), homedir()),
    };
    return applyRuleLevels(findingsOf(file, document.getText(), options), levels);
  }

  private refresh(document: vscode.TextDocument): void {
    const file = this.store.read(document);
    if (file === null) return;
    const diagnostics = this.findings(document, file).map((finding) =>
      toDiagnostic(finding, file, document.uri),
    );
    this.collection.set(document.uri, diagnostics);
  }

  private refreshAll(): void {
    this.entries.clear();
    for (const document of this.store.documents()) this.refresh(document);
  }
}

/** Where a run of the file may start. */
function foldersOf(uri: vscode.Uri): readonly string[] {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return [dirname(uri.fsPath), ...(folder === undefined ? [] : [folder.uri.fsPath])];
}

/** A finding as the editor shows it, with a link to its rule. */
export function toDiagnostic(
  finding: Finding,
  file: Pick<FlowFile, "lines" | "sources">,
  uri: vscode.Uri,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(file.lines, finding.span),
    finding.message,
    severityOf(finding.severity),
  );
  diagnostic.source = source;
  diagnostic.code = { value: finding.rule, target: ruleLink(finding.rule) };
  if (finding.related !== undefined)
    diagnostic.relatedInformation = finding.related.map(
      ({ span, message }) =>
        new vscode.DiagnosticRelatedInformation(locationOf(file, uri, span), message),
    );
  if (finding.rule === "graph/unreachable-step")
    diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}

/** A link that opens the rule's section of the documentation that ships with the extension. */
function ruleLink(rule: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: "command",
    path: "flowlens.showRule",
    query: JSON.stringify([rule]),
  });
}
