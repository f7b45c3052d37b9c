import * as vscode from "vscode";
import { effectiveKubernetes } from "../../runtime/core/configuration/effective";
import type { FlowFile, Step } from "../../runtime/core/flow";
import { Disposables } from "../disposable";
import type { FlowStore } from "../flows/flowStore";
import { onSettings, setting } from "../settings";
import type { SettingsStore } from "./settingsStore";

/** Behind `@kubernetes`, what the pod gets of what the decorator leaves out. */
export class EffectiveHints implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(new vscode.EventEmitter<void>());
  readonly onDidChangeInlayHints = this.changed.event;

  constructor(
    private readonly store: FlowStore,
    private readonly settings: SettingsStore,
  ) {
    const again = (): void => {
      this.changed.fire();
    };
    this.owner.add(settings.onDidChange(again));
    this.owner.add(onSettings(["inlayHints"], again));
  }

  async provideInlayHints(
    document: vscode.TextDocument,
    range: vscode.Range,
  ): Promise<vscode.InlayHint[]> {
    if (!setting("inlayHints", document.uri)) return [];
    const file = this.store.read(document);
    const surroundings = file && this.settings.current(document.uri);
    if (!file || !surroundings) return [];
    const { hintFor } = await import("./effectiveHint.js");
    return decoratedSteps(file).flatMap((step) => {
      const effective = effectiveKubernetes(step, surroundings.settings, surroundings);
      const hint = effective && hintFor(file, effective);
      return hint && range.contains(hint.position) ? [hint] : [];
    });
  }

  dispose(): void {
    this.owner.dispose();
  }
}

/** The steps of this very file, each once though several flows may have it. */
function decoratedSteps(file: FlowFile): readonly Step[] {
  const steps = file.flows.flatMap((flow) => flow.steps).filter(({ source }) => source === null);
  return [...new Map(steps.map((step) => [step.span.start, step])).values()];
}
