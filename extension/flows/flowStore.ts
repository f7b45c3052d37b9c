import * as vscode from "vscode";
import type { FlowFile } from "../../runtime/core/flow";
import {
  mayDeclareFlow,
  mayInheritFlow,
  ReadCache,
  readFlow,
  type Imports,
  type ModuleFile,
} from "../../runtime/core/readFlow";
import { ModuleFiles, type OpenText } from "../../runtime/imports/moduleFiles";
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
  /** Base classes may be in other files of the workspace. */
  private readonly modules = new ModuleFiles({ limits: workspaceRoots, open: openText });
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
    if (known === undefined && !mayDeclareFlow(text) && !mayInheritFlow(text)) return null;
    return this.readAgain(document, known?.cache ?? new ReadCache());
  }

  /**
   * Files came, went or changed on disk: what is built on them is read again. None named: any may
   * have.
   */
  filesChanged(path: string | null): void {
    this.modules.refresh();
    for (const document of vscode.workspace.textDocuments) {
      const file = this.entries.get(document.uri.toString())?.file;
      if (file === undefined || !(dependsOn(file, path) || isPartial(file))) continue;
      this.outdated(document);
    }
    if (this.waiting.size > 0) this.rest.call();
  }

  /** A file's text, unsaved where it is open, and how to follow its imports; null when there is none. */
  moduleAt(path: string): ModuleFile | null {
    return this.modules.fileAt(path);
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

  private readAgain(document: vscode.TextDocument, cache: ReadCache): FlowFile {
    const file = readFlow(document.getText(), cache, this.importsOf(document));
    this.entries.set(document.uri.toString(), { version: document.version, file, cache });
    return file;
  }

  private importsOf({ uri }: vscode.TextDocument): Imports | null {
    return uri.scheme === "file" ? this.modules.importsOf(uri.fsPath) : null;
  }

  /** Reads the document when it is asked for next, following its imports anew. */
  private outdated(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    const known = this.entries.get(key);
    if (known === undefined) return;
    this.entries.set(key, { ...known, version: -1, cache: new ReadCache() });
    this.waiting.add(document);
  }

  private announce(document: vscode.TextDocument): void {
    if (this.read(document) !== null) this.changed.fire(document);
  }

  private settle(): void {
    const edited = [...this.waiting].map(({ uri }) => uri.fsPath);
    for (const document of vscode.workspace.textDocuments) {
      const sources = this.entries.get(document.uri.toString())?.file.sources ?? [];
      if (sources.some(({ path }) => edited.includes(path))) this.outdated(document);
    }
    const documents = [...this.waiting];
    this.waiting.clear();
    for (const document of documents) if (!document.isClosed) this.announce(document);
  }
}

function dependsOn({ sources }: FlowFile, path: string | null): boolean {
  return path === null ? sources.length > 0 : sources.some((source) => source.path === path);
}

/** A base class of it is not known (yet). */
function isPartial({ flows }: FlowFile): boolean {
  return flows.some(({ partial }) => partial);
}

function workspaceRoots(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}

/** The text of an open document, which may not be saved yet. */
function openText(path: string): OpenText | null {
  const document = vscode.workspace.textDocuments.find(
    ({ uri, languageId }) =>
      uri.scheme === "file" && uri.fsPath === path && languageId === "python",
  );
  return document === undefined ? null : { version: document.version, text: document.getText() };
}

/** Whether a document can be a flow file at all. */
function isSource(document: vscode.TextDocument): boolean {
  return document.languageId === "python" && sources.has(document.uri.scheme);
}
