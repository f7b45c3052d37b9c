import * as vscode from "vscode";
import {
  effectiveKubernetes,
  type EffectiveKubernetes,
} from "../../runtime/core/configuration/effective";
import { rowOf } from "../../runtime/core/configuration/summary";
import type { FlowFile, Step } from "../../runtime/core/flow";
import { rangeOf } from "../convert";
import { Disposables } from "../disposable";
import type { FlowStore } from "../flows/flowStore";
import { onSettings, setting } from "../settings";
import { originsInWords } from "./effectiveHover";
import type { SettingsStore } from "./settingsStore";

const OPTIONS = ["cpu", "memory", "gpu", "image"] as const;

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

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    if (!setting("inlayHints", document.uri)) return [];
    const file = this.store.read(document);
    const surroundings = file && this.settings.current(document.uri);
    if (!file || !surroundings) return [];
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

function hintFor(file: FlowFile, effective: EffectiveKubernetes): vscode.InlayHint | null {
  const { written } = effective;
  if (written === null || written.arguments.some(({ star }) => star > 0)) return null;
  const given = new Set(written.arguments.map(({ name }) => name));
  const rows = OPTIONS.filter((option) => !given.has(option)).flatMap(
    (option) => rowOf(option, effective) ?? [],
  );
  if (rows.length === 0) return null;
  const parts = rows.map(({ option, value, origins }, index) => {
    const comma = index === 0 ? "" : ", ";
    const part = new vscode.InlayHintLabelPart(comma + shortened(option, value));
    part.tooltip = new vscode.MarkdownString(
      `${option} \`${value}\` from ${originsInWords(origins)}`,
    );
    return part;
  });
  const { end } = rangeOf(file.lines, written.span);
  const hint = new vscode.InlayHint(end, parts);
  hint.paddingLeft = true;
  return hint;
}

/**
 * An option in the fewest words, since the editor cuts hints beyond some forty characters: no `.0` of a
 * float, the unit of Kubernetes, an image without its registry and path.
 */
function shortened(option: string, value: string): string {
  if (option !== "image") return `${option} ${value.replace(/\.0\b/u, "").replace(" MB", "M")}`;
  const slash = value.lastIndexOf("/");
  return slash < 0 ? value : `…${value.slice(slash)}`;
}
