import * as vscode from "vscode";
import { keptCards, type KeptCards } from "../../webview/protocolCards";
import { cardsPanelType } from "../contributions";
import type { CardsPanel, CardsServices } from "./cardsPanel";

/** All panels of cards: one per step, restored after a reload. */
export class CardsPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Set<CardsPanel>();
  private readonly registration = vscode.window.registerWebviewPanelSerializer(
    cardsPanelType,
    this,
  );

  constructor(private readonly services: CardsServices) {}

  /** The panels that are open. */
  list(): readonly CardsPanel[] {
    return [...this.panels];
  }

  /** Shows a step's cards beside the editor; those of one task, if it is named. */
  async show(wanted: KeptCards): Promise<void> {
    const part = await loadPanel();
    const known = this.list().find(({ kept }) => isSame(kept, wanted));
    if (known !== undefined) {
      known.panel.reveal(undefined, true);
      known.choose(wanted.chosen);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(part, vscode.window.createWebviewPanel(cardsPanelType, "Cards", place), wanted);
  }

  /** The state is what the page kept: the task and the card it showed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = keptCards(state);
    if (kept === null) panel.dispose();
    else this.adopt(await loadPanel(), panel, kept);
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of this.panels) panel.dispose();
  }

  private adopt(part: CardsPart, panel: vscode.WebviewPanel, kept: KeptCards): void {
    // No folder may be read by the page: a card must not reach even our own files.
    panel.webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [] };
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(this.services.extension, "media", `card-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    const shown = new part.CardsPanel(panel, kept, this.services);
    this.panels.add(shown);
    panel.onDidDispose(() => {
      this.panels.delete(shown);
      shown.dispose();
    });
  }
}

interface CardsPart {
  readonly CardsPanel: typeof CardsPanel;
}

/** Most windows never show a card. */
function loadPanel(): Promise<CardsPart> {
  return import("./cardsPanel.js");
}

function isSame(a: KeptCards, b: KeptCards): boolean {
  return a.uri === b.uri && a.flow === b.flow && a.step === b.step;
}
