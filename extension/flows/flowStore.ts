import * as vscode from "vscode";
import type { FlowFile } from "../../runtime/core/flow";
import { mayDeclareFlow, ReadCache, readFlow } from "../../runtime/core/readFlow";
import { Debounced, Disposables } from "../disposable";

/** How long a document must rest before squiggles and drawings follow. */
const pause = 150;

interface Entry {
  readonly version: number;
  readonly file: FlowFile;
  /** What the next reading need not do again. */
  readonly cache: ReadCache;
}

/** Schemes of documents that are a flow's own text, not an old version of it or a notebook's cell. */
const sources: ReadonlySet<string> = new Set(["file", "untitled", "vscode-vfs"]);

/** The one place that reads flow text in the editor: once per version of a document, shared by all. */
export class FlowStore implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly entries = new Map<string, Entry>();
  private readonly waiting = new Set<vscode.TextDocument>();
  private readonly changed = this.owner.add(new vscode.EventEmitter<vscode.TextDocument>());
  private readonly closed = this.owner.add(new vscode.EventEmitter<vscode.TextDocument>());
  private readonly rest = this.owner.add(
    new Debounced(pause, () => {
      this.settle();
    }),
  );

  /** A flow document was opened, or rests after an edit (its last flow may be gone). */
  readonly onDidChange = this.changed.event;
  readonly onDidClose = this.closed.event;

  constructor() {
    this.owner.add(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.announce(document);
      }),
    );
    this.owner.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || !isSource(document)) return;
        this.waiting.add(document);
        this.rest.call();
      }),
    );
    this.owner.add(
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.waiting.delete(document);
        if (this.entries.delete(document.uri.toString())) this.closed.fire(document);
      }),
    );
  }

  /** The document's flows, from its unsaved text; null when it is no Python or never declared a flow. */
  read(document: vscode.TextDocument): FlowFile | null {
    if (!isSource(document)) return null;
    const key = document.uri.toString();
    const known = this.entries.get(key);
    if (known?.version === document.version) return known.file;
    const text = document.getText();
    if (known === undefined && !mayDeclareFlow(text)) return null;
    const cache = known?.cache ?? new ReadCache();
    const file = readFlow(text, cache);
    this.entries.set(key, { version: document.version, file, cache });
    return file;
  }

  /** Open documents that declare a flow (or did). */
  documents(): readonly vscode.TextDocument[] {
    return vscode.workspace.textDocuments.filter((document) => this.read(document) !== null);
  }

  /** Tells of the documents that were open before this store was. */
  announceAll(): void {
    for (const document of vscode.workspace.textDocuments) this.announce(document);
  }

  dispose(): void {
    this.owner.dispose();
  }

  private announce(document: vscode.TextDocument): void {
    if (this.read(document) !== null) this.changed.fire(document);
  }

  private settle(): void {
    const documents = [...this.waiting];
    this.waiting.clear();
    for (const document of documents) if (!document.isClosed) this.announce(document);
  }
}

/** Whether a document can be a flow file at all. */
function isSource(document: vscode.TextDocument): boolean {
  return document.languageId === "python" && sources.has(document.uri.scheme);
}
