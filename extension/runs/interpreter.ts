import { homedir } from "node:os";
import * as vscode from "vscode";
import { readMetaflow } from "../../runtime/metaflow/installation";
import { findPython, type FoundPython } from "../../runtime/metaflow/interpreter";
import { Debounced, Disposables } from "../disposable";
import type { VersionSource } from "../flows/diagnostics";
import { describeError, log } from "../log";
import { onSettings, setting } from "../settings";

/** The part of the Python extension's interface that is used; the extension itself is optional. */
interface PythonExtension {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath?: vscode.Event<unknown>;
  };
}

const pythonExtension = "ms-python.python";

/** Finds the Python of a file, and Metaflow's version there: by reading files, without a process. */
export class Interpreter implements VersionSource, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly versions = new Map<string, string | null>();
  private readonly changed = this.owner.add(new vscode.EventEmitter<void>());
  private readonly announce = this.owner.add(
    new Debounced(100, () => {
      this.changed.fire();
    }),
  );
  readonly onDidChange = this.changed.event;

  constructor() {
    this.owner.add(
      onSettings(["python"], () => {
        this.forget();
      }),
    );
  }

  /** The interpreter for a file, or why there is none. */
  async python(file: vscode.Uri): Promise<FoundPython> {
    return findPython({
      fromExtension: await this.fromExtension(file),
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
    const known = this.versions.get(folder);
    if (known !== undefined) return known;
    this.versions.set(folder, null);
    void this.look(file, folder);
    return null;
  }

  /** Asks anew, after an installation or another choice of interpreter. */
  forget(): void {
    this.versions.clear();
    this.announce.call();
  }

  dispose(): void {
    this.owner.dispose();
  }

  private async look(file: vscode.Uri, folder: string): Promise<void> {
    try {
      const python = await this.python(file);
      const metaflow = python.found ? await readMetaflow(python.path, process.env) : null;
      const version = metaflow?.version ?? null;
      this.versions.set(folder, version === "unknown" ? null : version);
      if (version !== null) this.announce.call();
    } catch (error) {
      log().warn(`Metaflow's version is not known: ${describeError(error)}`);
    }
  }

  private async fromExtension(file: vscode.Uri): Promise<string | null> {
    const extension = vscode.extensions.getExtension<PythonExtension>(pythonExtension);
    if (extension === undefined) return null;
    try {
      const { environments } = await extension.activate();
      if (environments === undefined) return null;
      const path = environments.getActiveEnvironmentPath(file);
      const resolved = await environments.resolveEnvironment(path);
      return resolved?.executable.uri?.fsPath ?? null;
    } catch (error) {
      log().warn(`the Python extension gave no interpreter: ${describeError(error)}`);
      return null;
    }
  }
}

/** The workspace folder of a file, else its own folder, as a path. */
export function folderOf(file: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri ?? vscode.Uri.joinPath(file, "..");
  return folder.fsPath;
}
