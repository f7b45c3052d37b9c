import { sep } from "node:path";
import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import { setContext } from "../context";
import { Debounced, Disposables, OneAtATime, Throttled } from "../disposable";
import { describeError, log } from "../log";
import type { FlowStore } from "./flowStore";
import type { FilesExclude } from "./exclusions";
import { isNeverSearched } from "./neverSearched";
import type { ScanFolder, ScannedFile } from "./scan";
import type { ScanOrder } from "./scanWorker";
import { FullScan } from "./fullScan";
import { summarize, type FlowSummary } from "./summary";

/** A file of the view Flows. */
export interface IndexedFile {
  readonly uri: vscode.Uri;
  readonly flows: readonly FlowSummary[];
}

/** Every flow file of the workspace: what is on disk, overlaid by the unsaved text of open documents. */
export class FlowIndex implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly files = new Map<string, IndexedFile>();
  private readonly stale = new Set<string>();
  private readonly workers = new Set<Worker>();
  private readonly changed = this.owner.add(new vscode.EventEmitter<void>());
  private readonly announce = this.owner.add(
    new Throttled(100, () => {
      this.publish();
    }),
  );
  private readonly rescan = this.owner.add(
    new Debounced(200, () => {
      void this.scanStale();
    }),
  );
  private readonly everything = new OneAtATime(() => this.scanAll());
  private readonly rescanAll = this.owner.add(
    new Debounced(300, () => {
      void this.everything.call();
    }),
  );
  /** The search that is going on, if one is. */
  private search: FullScan | null = null;
  private started: Promise<void> | undefined;
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly store: FlowStore,
    private readonly workerFile: string,
  ) {
    this.owner.add(
      store.onDidChange((document) => {
        this.overlay(document);
        // A flow is open, so this is a Metaflow workspace: find the others.
        void this.start();
      }),
    );
    this.owner.add(
      store.onDidClose(({ uri }) => {
        if (uri.scheme === "file") this.touch(uri);
        else this.set(uri, []);
      }),
    );
  }

  /** The files known so far, by path. */
  list(): readonly IndexedFile[] {
    return [...this.files.values()].sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  }

  /** The classes that flows of other files build on, as `classKey` gives them. */
  bases(): ReadonlySet<string> {
    return new Set(
      [...this.files.values()].flatMap(({ flows }) => flows.flatMap((one) => one.bases)),
    );
  }

  /** Looks for flows, once; resolves when all folders were read. */
  start(): Promise<void> {
    this.started ??= this.startOnce();
    return this.started;
  }

  /** Reads all folders again. */
  async refresh(): Promise<void> {
    await this.start();
    await this.everything.call();
  }

  dispose(): void {
    this.owner.dispose();
    for (const worker of this.workers) void worker.terminate();
  }

  private async startOnce(): Promise<void> {
    this.watch();
    await this.everything.call();
  }

  private watch(): void {
    const python = this.owner.add(vscode.workspace.createFileSystemWatcher("**/*.py"));
    const touch = (uri: vscode.Uri): void => {
      this.touch(uri);
    };
    this.owner.add(python.onDidCreate(touch));
    this.owner.add(python.onDidChange(touch));
    const anything = this.owner.add(
      vscode.workspace.createFileSystemWatcher("**", false, true, false),
    );
    this.owner.add(anything.onDidCreate((uri) => void this.created(uri)));
    this.owner.add(
      anything.onDidDelete((uri) => {
        this.remove(uri);
      }),
    );
    const everything = (): void => {
      this.rescanAll.call();
    };
    const rules = this.owner.add(vscode.workspace.createFileSystemWatcher("**/.gitignore"));
    this.owner.add(rules.onDidChange(everything));
    this.owner.add(rules.onDidCreate(everything));
    this.owner.add(rules.onDidDelete(everything));
    this.owner.add(vscode.workspace.onDidChangeWorkspaceFolders(everything));
    this.owner.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("files.exclude")) everything();
      }),
    );
  }

  private touch(uri: vscode.Uri): void {
    if (uri.scheme !== "file") return;
    this.store.filesChanged(uri.fsPath);
    this.stale.add(uri.fsPath);
    this.rescan.call();
  }

  /** A new folder may be reported without the files that came with it: a branch was checked out, say. */
  private async created(uri: vscode.Uri): Promise<void> {
    if (uri.scheme !== "file" || uri.path.endsWith(".py") || isNeverSearched(uri.fsPath)) return;
    const type = await vscode.workspace.fs.stat(uri).then(
      (stat) => stat.type,
      () => vscode.FileType.Unknown,
    );
    if ((type & vscode.FileType.Directory) === 0) return;
    this.store.filesChanged(null);
    this.rescanAll.call();
  }

  /** A deleted folder is reported once, not file by file. */
  private remove(uri: vscode.Uri): void {
    this.search?.overtake(uri.toString());
    this.store.filesChanged(null);
    const below = `${uri.fsPath}${sep}`;
    for (const file of this.files.values())
      if (file.uri.fsPath === uri.fsPath || file.uri.fsPath.startsWith(below))
        this.set(file.uri, []);
  }

  private overlay(document: vscode.TextDocument): void {
    const file = this.store.read(document);
    if (file !== null) this.set(document.uri, summarize(file));
  }

  private set(uri: vscode.Uri, flows: readonly FlowSummary[]): void {
    const key = uri.toString();
    // Most edits change no row: then nothing is drawn again.
    if (JSON.stringify(this.files.get(key)?.flows ?? []) === JSON.stringify(flows)) return;
    if (flows.length === 0) this.files.delete(key);
    else this.files.set(key, { uri, flows });
    this.announce.call();
  }

  /** Reads all folders; what they do not have any more is forgotten. */
  private async scanAll(): Promise<void> {
    this.stale.clear();
    const search = new FullScan();
    this.search = search;
    const whole = await this.scan(null, (uri, flows) => {
      if (search.takes(uri.toString())) this.accept(uri, flows);
    });
    this.search = null;
    if (whole)
      for (const [key, { uri }] of this.files)
        if (search.misses(key) && !this.isOpen(uri)) this.set(uri, []);
    this.announce.call();
  }

  /** Reads again the files that changed. */
  private async scanStale(): Promise<void> {
    const paths = [...this.stale];
    this.stale.clear();
    if (paths.length === 0) return;
    await this.scan(paths, (uri, flows) => {
      this.search?.overtake(uri.toString());
      this.accept(uri, flows);
    });
    this.announce.call();
  }

  /** False when it could not be carried through. */
  private async scan(
    paths: readonly string[] | null,
    receive: (uri: vscode.Uri, flows: readonly FlowSummary[]) => void,
  ): Promise<boolean> {
    const folders = scanFolders();
    try {
      if (folders.length > 0)
        await this.inWorker({ folders, paths }, (file) => {
          receive(vscode.Uri.file(file.path), file.flows);
        });
      return true;
    } catch (error) {
      log().error(`looking for flows: ${describeError(error)}`);
      return false;
    }
  }

  /** What the disk says, unless an open document says it better. */
  private accept(uri: vscode.Uri, flows: readonly FlowSummary[]): void {
    if (!this.isOpen(uri)) this.set(uri, flows);
  }

  private isOpen(uri: vscode.Uri): boolean {
    const key = uri.toString();
    return vscode.workspace.textDocuments.some(
      (document) => document.uri.toString() === key && this.store.read(document) !== null,
    );
  }

  private inWorker(order: ScanOrder, receive: (file: ScannedFile) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.workerFile, { workerData: order });
      this.workers.add(worker);
      worker.on("message", (batch: readonly ScannedFile[]) => {
        batch.forEach(receive);
      });
      worker.on("error", reject);
      worker.on("exit", () => {
        this.workers.delete(worker);
        resolve();
      });
    });
  }

  private publish(): void {
    const files = [...this.files.values()];
    setContext("flowlens.hasFlows", files.length > 0);
    setContext(
      "flowlens.flowFiles",
      Object.fromEntries(files.map(({ uri }) => [uri.fsPath, true as const])),
    );
    this.changed.fire();
  }
}

/** Folders on disk; those of virtual workspaces are not walked, only their open files are read. */
function scanFolders(): readonly ScanFolder[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => ({
      root: uri.fsPath,
      // A copy, since a setting's own object cannot be sent to another thread.
      filesExclude: {
        ...vscode.workspace.getConfiguration("files", uri).get<FilesExclude>("exclude", {}),
      },
    }));
}
