import * as vscode from "vscode";
import { isSecretName } from "../../runtime/core/configuration/secretNames";
import { pythonStr } from "../../runtime/core/configuration/plain";
import type { Setting, Settings } from "../../runtime/core/configuration/settings";
import { Disposables } from "../disposable";
import type { FlowStore } from "../flows/flowStore";
import { onSettings } from "../settings";
import { kindOf } from "./files";
import { placeWords } from "./places";
import { profileOf, type Profile } from "./profiles";
import type { SettingsStore, Surroundings } from "./settingsStore";

/** Settings beyond these are only counted. */
const SHOWN = 14;

/** Shows the profile in the status bar while a flow or a file of settings is edited. */
export class ProfileStatus implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly item = this.owner.add(
    vscode.window.createStatusBarItem("flowlens.profile", vscode.StatusBarAlignment.Right, 90),
  );

  constructor(
    private readonly store: FlowStore,
    private readonly settings: SettingsStore,
  ) {
    this.item.name = "Flowlens Profile";
    this.item.command = "flowlens.chooseProfile";
    const update = (): void => {
      this.update();
    };
    this.owner.add(vscode.window.onDidChangeActiveTextEditor(update));
    this.owner.add(store.onDidChange(update));
    this.owner.add(onSettings(["envFile", "profile"], update));
    this.owner.add(settings.onDidChange(update));
    update();
  }

  /** What the item shows now; null while it is hidden. */
  get shown(): string | null {
    return this.visible ? this.item.text : null;
  }

  dispose(): void {
    this.owner.dispose();
  }

  private visible = false;

  private update(): void {
    const document = vscode.window.activeTextEditor?.document;
    this.visible = document !== undefined && this.isAbout(document);
    if (document === undefined || !this.visible) {
      this.item.hide();
      return;
    }
    const profile = profileOf(document.uri);
    const surroundings = this.settings.current(document.uri);
    const broken = (surroundings?.problems.length ?? 0) > 0;
    this.item.text = `$(server-environment) ${nameOf(profile)}`;
    this.item.tooltip = tooltip(profile, surroundings);
    this.item.backgroundColor = broken
      ? new vscode.ThemeColor("statusBarItem.warningBackground")
      : undefined;
    this.item.accessibilityInformation = { label: `Profile of Metaflow: ${nameOf(profile)}` };
    this.item.show();
  }

  private isAbout(document: vscode.TextDocument): boolean {
    if (kindOf(document) !== null) return true;
    const file = this.store.read(document);
    return file !== null && file.flows.length > 0;
  }
}

function nameOf(profile: Profile): string {
  if (profile.kind === "plain") return "Plain environment";
  return profile.kind === "metaflow" ? `Profile ${profile.name}` : profile.name;
}

function tooltip(profile: Profile, surroundings: Surroundings | null): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown("**Profile of Metaflow** for runs, deployments and findings: ");
  text.appendMarkdown(`\`${nameOf(profile)}\`\n\n`);
  for (const problem of surroundings?.problems ?? []) text.appendText(problem).appendText("\n\n");
  const all = surroundings === null ? [] : metaflowSettings(surroundings.settings);
  if (all.length === 0) text.appendMarkdown("It sets nothing for Metaflow.\n\n");
  else text.appendMarkdown(table(all.slice(0, SHOWN)));
  if (all.length > SHOWN) text.appendMarkdown(`\n… and ${all.length - SHOWN} more\n\n`);
  return text.appendMarkdown("\nClick to choose another one.");
}

function metaflowSettings(settings: Settings): readonly Setting[] {
  const names = [...settings.keys()].filter((name) => name.startsWith("METAFLOW_")).sort();
  return names.flatMap((name) => settings.get(name) ?? []);
}

function table(settings: readonly Setting[]): string {
  const rows = settings.map(({ name, value, place }) => {
    const shown = isSecretName(name) ? "•••" : shortened(pythonStr(value));
    return `| ${name.replace("METAFLOW_", "")} | ${inCell(shown)} | ${placeWords(place)} |`;
  });
  return `| METAFLOW_… | | from |\n|:--|:--|:--|\n${rows.join("\n")}\n`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  return line.length <= 24 ? line : `${line.slice(0, 23)}…`;
}

/** Text that means nothing to Markdown, in a cell of a table. */
function inCell(text: string): string {
  return text === "" ? "_empty_" : `\`${text.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
