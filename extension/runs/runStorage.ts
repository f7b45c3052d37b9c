import * as vscode from "vscode";
import { defaultOptions, type FlowOptions } from "../../runtime/metaflow/commandLine";
import { describeError, log } from "../log";
import type { FlowTarget } from "../flows/target";
import { readStoredRun, type StoredRun } from "./storedRun";

/** So many runs are kept: the last that began or ended, and all that go on. */
const most = 30;

/** The only door to what outlives the window: past runs, chosen origins, typed parameters, options. */
export class RunStorage {
  constructor(private readonly context: vscode.ExtensionContext) {}

  /** The folder of logs and states, of this workspace where there is one. */
  get folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.context.storageUri ?? this.context.globalStorageUri, "runs");
  }

  logFile(key: string): string {
    return vscode.Uri.joinPath(this.folder, `${key}.log`).fsPath;
  }

  /** Folder of our Metaflow extension package. */
  get packageFolder(): string {
    return vscode.Uri.joinPath(this.context.extensionUri, "dist", "metaflow").fsPath;
  }

  /** Whether an earlier window left runs. */
  get hasRuns(): boolean {
    return this.keys().length > 0;
  }

  /** Past runs, the last that began or ended first. One that cannot be read any more is left out. */
  async load(): Promise<readonly StoredRun[]> {
    const runs = await Promise.all(this.keys().map((key) => this.read(key)));
    return runs.filter((run) => run !== null);
  }

  /** Keeps a run, and tells which ones (`active` ones never) had to give way to it. */
  async save(run: StoredRun, active: ReadonlySet<string>): Promise<readonly string[]> {
    const { key } = run.record;
    const text = JSON.stringify(run);
    await vscode.workspace.fs.writeFile(this.file(key), new TextEncoder().encode(text));
    const keys = [key, ...this.keys().filter((other) => other !== key)];
    const dropped = keys.filter((old, index) => index >= most && !active.has(old));
    const kept = keys.filter((old) => !dropped.includes(old));
    await this.context.workspaceState.update("runs", kept);
    await Promise.all(dropped.map((old) => this.erase(old)));
    return dropped;
  }

  async remove(key: string): Promise<void> {
    const keys = this.keys().filter((other) => other !== key);
    await this.context.workspaceState.update("runs", keys);
    await this.erase(key);
  }

  /** Top-level options of a flow as last chosen. */
  options(target: FlowTarget): FlowOptions {
    const key = `options:${target.uri}#${target.flow}`;
    const chosen = this.context.workspaceState.get<Partial<FlowOptions>>(key, {});
    return { ...defaultOptions, ...chosen };
  }

  async setOptions(target: FlowTarget, options: FlowOptions): Promise<void> {
    await this.context.workspaceState.update(`options:${target.uri}#${target.flow}`, options);
  }

  /** What the user last answered to a question, to be offered first. */
  answer(question: string): string | undefined {
    return this.context.workspaceState.get<string>(`answer:${question}`);
  }

  async setAnswer(question: string, answer: string): Promise<void> {
    await this.context.workspaceState.update(`answer:${question}`, answer);
  }

  private keys(): readonly string[] {
    const keys = this.context.workspaceState.get<unknown>("runs");
    if (!Array.isArray(keys)) return [];
    return keys.filter((key) => typeof key === "string");
  }

  private file(key: string): vscode.Uri {
    return vscode.Uri.joinPath(this.folder, `${key}.json`);
  }

  private async read(key: string): Promise<StoredRun | null> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.file(key));
      const run = readStoredRun(new TextDecoder().decode(bytes));
      if (run === null) log().warn(`the run ${key} was kept in a form that is not known here`);
      return run;
    } catch (error) {
      log().warn(`the run ${key} of an earlier window cannot be read: ${describeError(error)}`);
      return null;
    }
  }

  private async erase(key: string): Promise<void> {
    for (const file of [this.file(key), vscode.Uri.file(this.logFile(key))])
      try {
        await vscode.workspace.fs.delete(file);
      } catch {
        // It is gone already, which is what was wanted.
      }
  }
}
