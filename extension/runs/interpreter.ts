import { homedir } from "node:os";
import * as vscode from "vscode";
import { readMetaflow } from "../../runtime/metaflow/installation";
import { findPython, type FoundPython } from "../../runtime/metaflow/interpreter";
import { Debounced, Disposables } from "../disposable";
import type { VersionSource } from "../flows/diagnostics";
import { describeError, log } from "../log";
import { onSettings, setting } from "../settings";
import { PythonExtension, type PythonApi } from "./pythonExtension";

const pythonExtension = "ms-python.python";

/** Finds the Python of a file, and Metaflow's version there: by reading files, without a process. */
export class Interpreter implements VersionSource, vscode.Disposable {
  private readonly owner = new Disposables();
  /** By folder; null while not known, and where Metaflow is missing. */
  private versions = new Map<string, string | null>();
  private readonly changed = this.owner.add(new vscode.EventEmitter<void>());
  private readonly announce = this.owner.add(
    new Debounced(100, () => {
      this.changed.fire();
    }),
  );
  readonly onDidChange = this.changed.event;
  private readonly extension = this.owner.add(
    new PythonExtension({
      extension: () => vscode.extensions.getExtension<PythonApi>(pythonExtension),
      trusted: () => vscode.workspace.isTrusted,
      changed: () => {
        this.forget();
      },
      failed: (error) => {
        log().warn(`the Python extension gave no interpreter: ${describeError(error)}`);
      },
    }),
  );

  constructor() {
    const forget = (): void => {
      this.forget();
    };
    this.owner.add(onSettings(["python"], forget));
    this.owner.add(vscode.workspace.onDidGrantWorkspaceTrust(forget));
  }

  /** The interpreter for a file, or why there is none. */
  async python(file: vscode.Uri): Promise<FoundPython> {
    return findPython({
      fromExtension: await this.extension.interpreter(file),
      setting: setting("python", file),
      folder: folderOf(file),
      pathVariable: process.env["PATH"] ?? "",
      home: homedir(),
    });
  }

  /** Metaflow's version for a file as far as known; asks in the background when it is not. */
  versionFor(file: vscode.Uri): string | null {
    if (file.scheme !== "file") return null;
    const folder = folderOf(file);
    const { versions } = this;
    const known = versions.get(folder);
    if (known !== undefined) return known;
    versions.set(folder, null);
    void this.look(file, folder, versions);
    return null;
  }

  /** What a launch has just read: null where Metaflow is missing. */
  learn(file: vscode.Uri, version: string | null): void {
    this.keep(this.versions, folderOf(file), version);
  }

  /** Asks anew, after an installation or another choice of interpreter. */
  forget(): void {
    // A new map: an answer still under way belongs to the old one.
    this.versions = new Map();
    this.announce.call();
  }

  dispose(): void {
    this.owner.dispose();
  }

  private keep(versions: Map<string, string | null>, folder: string, version: string | null): void {
    const known = version === "unknown" ? null : version;
    if (versions.get(folder) === known) return;
    versions.set(folder, known);
    if (versions === this.versions) this.announce.call();
  }

  private async look(
    file: vscode.Uri,
    folder: string,
    versions: Map<string, string | null>,
  ): Promise<void> {
    try {
      const python = await this.python(file);
      const metaflow = python.found ? await readMetaflow(python.path, process.env) : null;
      this.keep(versions, folder, metaflow?.version ?? null);
    } catch (error) {
      log().warn(`Metaflow's version is not known: ${describeError(error)}`);
    }
  }
}

/** The workspace folder of a file, else its own folder, as a path. */
export function folderOf(file: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.joinPath(file, "..");
  return folder.fsPath;
}
