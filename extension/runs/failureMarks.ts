import * as vscode from "vscode";
import { rangeOf } from "../convert";
import { Disposables } from "../disposable";
import { source } from "../flows/diagnostics";
import type { FlowStore } from "../flows/flowStore";
import type { StepTarget } from "../flows/target";
import type { Run } from "./run";
import type { RunService } from "./runService";

interface Mark {
  readonly target: StepTarget;
  readonly message: string;
}

/** Marks the `def` of a step that failed, until its next run or the next edit of that step. */
export class FailureMarks implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly collection = this.owner.add(
    vscode.languages.createDiagnosticCollection("flowlens.runs"),
  );
  private readonly marks = new Map<string, Mark>();
  /** Runs whose outcome was marked already; an edit must not bring a mark back. */
  private readonly marked = new Set<string>();
  private readonly started = new Set<string>();
  private watching = false;

  constructor(
    private readonly store: FlowStore,
    runs: RunService,
  ) {
    this.owner.add(
      runs.onDidChange((changed) => {
        for (const run of changed) this.follow(run);
      }),
    );
    this.owner.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.clearEdited(document, contentChanges);
      }),
    );
    this.owner.add(
      store.onDidChange((document) => {
        this.draw(document);
      }),
    );
  }

  dispose(): void {
    this.owner.dispose();
  }

  private follow(run: Run): void {
    const { plan } = run.facts;
    if (run.active && !this.started.has(run.key)) {
      this.started.add(run.key);
      this.clear(({ uri, flow, step }) => {
        const same = uri === plan.uri && flow === plan.flow;
        return same && (plan.step === null || plan.step === step);
      });
    }
    // A run that an earlier window finished says nothing about the text of today.
    if (!this.started.has(run.key)) return;
    for (const step of run.state.steps) {
      const key = `${run.key}/${step.name}`;
      if (step.state !== "failed" || this.marked.has(key)) continue;
      this.marked.add(key);
      const message = step.reason ?? "The last run of this step failed: see its log.";
      this.mark({ target: { uri: plan.uri, flow: plan.flow, step: step.name }, message });
    }
  }

  private mark(mark: Mark): void {
    this.watchFiles();
    const { uri, flow, step } = mark.target;
    this.marks.set(`${uri}#${flow}.${step}`, mark);
    this.drawUri(uri);
  }

  /** A file that is deleted or gets another name takes its marks along; most windows mark nothing. */
  private watchFiles(): void {
    if (this.watching) return;
    this.watching = true;
    const gone = (uri: vscode.Uri): void => {
      const key = uri.toString();
      // A deleted folder is reported once, not file by file.
      this.clear((target) => target.uri === key || target.uri.startsWith(`${key}/`));
    };
    const watcher = vscode.workspace.createFileSystemWatcher("**", true, true, false);
    this.owner.add(watcher);
    this.owner.add(watcher.onDidDelete(gone));
    // Files outside the workspace folders are not watched, but the editor tells what it did itself.
    this.owner.add(
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        files.forEach(gone);
      }),
    );
    this.owner.add(
      vscode.workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri } of files) gone(oldUri);
      }),
    );
  }

  private clear(isOver: (target: StepTarget) => boolean): void {
    for (const [key, { target }] of [...this.marks]) {
      if (!isOver(target)) continue;
      this.marks.delete(key);
      this.drawUri(target.uri);
    }
  }

  private clearEdited(
    document: vscode.TextDocument,
    changes: readonly vscode.TextDocumentContentChangeEvent[],
  ): void {
    const uri = document.uri.toString();
    if (![...this.marks.values()].some(({ target }) => target.uri === uri)) return;
    const flows = this.store.read(document)?.flows ?? [];
    this.clear((target) => {
      if (target.uri !== uri) return false;
      const flow = flows.find(({ name }) => name === target.flow);
      const step = flow?.steps.find(({ name }) => name === target.step);
      return (
        step === undefined ||
        changes.some(
          ({ rangeOffset, text }) =>
            rangeOffset <= step.span.end && rangeOffset + text.length >= step.span.start,
        )
      );
    });
  }

  private drawUri(uri: string): void {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
    if (document === undefined) this.collection.delete(vscode.Uri.parse(uri));
    else this.draw(document);
  }

  private draw(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const marks = [...this.marks.values()].filter(({ target }) => target.uri === uri);
    const file = this.store.read(document);
    if (file === null || marks.length === 0) {
      this.collection.delete(document.uri);
      return;
    }
    const diagnostics = marks.flatMap(({ target, message }) => {
      const flow = file.flows.find(({ name }) => name === target.flow);
      const step = flow?.steps.find(({ name }) => name === target.step);
      if (flow === undefined || step === undefined) return [];
      const { nameSpan } = step.source === null ? step : flow;
      const range = rangeOf(file.lines, nameSpan);
      const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
      diagnostic.source = source;
      diagnostic.code = "run/failed";
      return [diagnostic];
    });
    this.collection.set(document.uri, diagnostics);
  }
}
