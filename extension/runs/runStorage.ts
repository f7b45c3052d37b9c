import * as vscode from "vscode";
import type { StepShape } from "../../runtime/core/flowShape";
import type { RunState } from "../../runtime/core/run";
import type { FlowOptions } from "../../runtime/metaflow/commandLine";
import type { RunRecord } from "../../runtime/runners/runner";
import { describeError, log } from "../log";
import type { FlowTarget } from "../flows/target";
import type { RunPlan } from "./runPlan";

/** What is kept of a run, so that a later window shows it and follows it again. No environment. */
export interface StoredRun {
  readonly plan: RunPlan;
  readonly record: RunRecord;
  readonly shape: readonly (readonly [string, StepShape])[];
  /** The arguments as shown above the log, and the notices. */
  readonly command: readonly string[];
  readonly notices: readonly string[];
  /** The state when it was last written; a run that had not ended is followed. */
  readonly state: RunState;
}

/** Older runs than these are forgotten. */
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

  /** Past runs, newest first. One that cannot be read any more is left out. */
  async load(): Promise<readonly StoredRun[]> {
    const runs = await Promise.all(this.keys().map((key) => this.read(key)));
    return runs.filter((run) => run !== null);
  }

  async save(run: StoredRun): Promise<void> {
    const { key } = run.record;
    const text = JSON.stringify(run);
    await vscode.workspace.fs.writeFile(this.file(key), new TextEncoder().encode(text));
    const keys = [key, ...this.keys().filter((other) => other !== key)].sort().reverse();
    await this.context.workspaceState.update("runs", keys.slice(0, most));
    await Promise.all(keys.slice(most).map((old) => this.erase(old)));
  }

  async remove(key: string): Promise<void> {
    const keys = this.keys().filter((other) => other !== key);
    await this.context.workspaceState.update("runs", keys);
    await this.erase(key);
  }

  /** Top-level options of a flow as last chosen. */
  options(target: FlowTarget): FlowOptions | undefined {
    return this.context.workspaceState.get<FlowOptions>(`options:${target.uri}#${target.flow}`);
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
    return this.context.workspaceState.get<readonly string[]>("runs", []);
  }

  private file(key: string): vscode.Uri {
    return vscode.Uri.joinPath(this.folder, `${key}.json`);
  }

  private async read(key: string): Promise<StoredRun | null> {
    try {
      const bytes = await vscode.workspace.fs.readFile(this.file(key));
      return JSON.parse(new TextDecoder().decode(bytes)) as StoredRun;
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
