import type { Disposable } from "../disposable";

/** `vscode.Uri` by shape, so this file needs no editor. */
interface FileUri {
  readonly fsPath: string;
}

/** The part of the Python extension's interface that is used; the extension itself is optional. */
export interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: FileUri): { readonly path: string };
    resolveEnvironment(environment: {
      readonly path: string;
    }): Promise<{ readonly executable: { readonly uri?: FileUri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath?: (listener: () => unknown) => Disposable;
  };
}

/** What is asked of the editor. */
export interface PythonHost {
  /** The Python extension, active or not; undefined when it is not installed. */
  extension(): { activate(): PromiseLike<PythonApi> } | undefined;
  /** The user trusts the workspace. */
  trusted(): boolean;
  /** Another interpreter was chosen in the Python extension. */
  changed(): void;
  failed(error: unknown): void;
}

/**
 * Asks the editor's Python extension for its interpreter: never in an untrusted workspace, where
 * it would start what the folder calls a Python.
 */
export class PythonExtension implements Disposable {
  private watched: Disposable | null = null;
  private disposed = false;

  constructor(private readonly host: PythonHost) {}

  /** The program chosen for a file; null when there is no answer. */
  async interpreter(file: FileUri): Promise<string | null> {
    if (!this.host.trusted()) return null;
    const extension = this.host.extension();
    if (extension === undefined) return null;
    try {
      const { environments } = await extension.activate();
      if (environments === undefined) return null;
      this.watch(environments);
      const path = environments.getActiveEnvironmentPath(file);
      const resolved = await environments.resolveEnvironment(path);
      return resolved?.executable.uri?.fsPath ?? null;
    } catch (error) {
      this.host.failed(error);
      return null;
    }
  }

  dispose(): void {
    this.disposed = true;
    this.watched?.dispose();
  }

  private watch({
    onDidChangeActiveEnvironmentPath: onDidChange,
  }: NonNullable<PythonApi["environments"]>): void {
    if (this.disposed || this.watched !== null || onDidChange === undefined) return;
    this.watched = onDidChange(() => {
      this.host.changed();
    });
  }
}
