import * as vscode from "vscode";
import { Disposables } from "../disposable";
import type { FlowPick } from "../flows/flowPick";
import type { FlowStore } from "../flows/flowStore";
import { isStepTarget, type StepTarget } from "../flows/target";
import { Problem } from "../problem";
import type { SettingsStore } from "./settingsStore";

const scheme = "flowlens-podspec";

/** Shows the Job that Metaflow would create for a step, as YAML that follows text and profile. */
export class PodPreviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly pick: FlowPick,
    store: FlowStore,
    private readonly settings: SettingsStore,
  ) {
    this.owner.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    const again = (): void => {
      for (const { uri } of vscode.workspace.textDocuments)
        if (uri.scheme === scheme) this.changed.fire(uri);
    };
    this.owner.add(settings.onDidChange(again));
    this.owner.add(store.onDidChange(again));
  }

  /** Opens the preview beside the code. */
  async show(subject: unknown): Promise<void> {
    const target = await this.pick.step(subject);
    const uri = vscode.Uri.from({
      scheme,
      path: `/${target.flow}.${target.step}.yaml`,
      query: JSON.stringify({ uri: target.uri, flow: target.flow, step: target.step }),
    });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    try {
      const { podPreviewText } = await import("./podPreviewText.js");
      return await podPreviewText(targetOf(uri), this.pick, this.settings);
    } catch (error) {
      // The flow may be half-typed: the preview says so and follows when it is whole again.
      if (error instanceof Problem) return `# ${error.message}\n`;
      throw error;
    }
  }

  dispose(): void {
    this.owner.dispose();
  }
}

function targetOf({ query }: vscode.Uri): StepTarget {
  const value: unknown = JSON.parse(query);
  if (!isStepTarget(value)) throw new Problem("This preview belongs to no step.");
  return value;
}
