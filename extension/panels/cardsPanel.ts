import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { readCardData, reloadToken, type Card } from "../../runtime/metaflow/cards";
import {
  isCardsWish,
  type CardsNews,
  type CardsWish,
  type KeptCards,
} from "../../webview/protocolCards";
import { Disposables, OneAtATime } from "../disposable";
import type { FlowPick } from "../flows/flowPick";
import { describeError, log } from "../log";
import { Problem, reportFailure } from "../problem";
import type { Interpreter } from "../runs/interpreter";
import type { RunService } from "../runs/runService";
import type { RunStorage } from "../runs/runStorage";
import { cardsHtml } from "./cardsPage";
import { RemoteCards } from "./cardsRemote";
import { chooseCardsTask } from "./cardsPick";
import { CardsSource, type FoundCards } from "./cardsSource";
import { pageFolder } from "./page";

/** What a panel of cards needs of the rest of the extension. */
export interface CardsServices {
  readonly extension: vscode.Uri;
  readonly pick: FlowPick;
  readonly storage: RunStorage;
  readonly runs: RunService;
  readonly interpreter: Interpreter;
}

/** The page in the frame, as far as it must be known to tell when it is out of date. */
interface Sent {
  readonly hash: string;
  readonly version: string;
  readonly token: string | null;
  /** The data told last, as text. */
  readonly data: string;
}

/** How often a visible panel looks for new cards: while the task runs, and otherwise. */
const [pace, idlePace] = [1000, 4000];

/** One step's cards. It keeps no card's text: a hidden panel is only a name and a choice. */
export class CardsPanel implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly source: CardsSource;
  private readonly remote: RemoteCards;
  private readonly filled: Promise<void>;
  private readonly looking = new OneAtATime(() => this.look());
  private clock: NodeJS.Timeout | undefined;
  private sent: Sent | null = null;
  private told = "";
  private disposed = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private shown: KeptCards,
    private readonly services: CardsServices,
  ) {
    const { storage, interpreter } = services;
    const changed = (): void => {
      this.refresh();
    };
    this.remote = this.owner.add(new RemoteCards({ storage, interpreter, changed }));
    this.source = new CardsSource(services, this.remote);
    const { webview } = panel;
    panel.title = `${shown.step} cards`;
    this.owner.add(
      webview.onDidReceiveMessage((message: unknown) => {
        if (isCardsWish(message)) void this.grant(message);
      }),
    );
    this.owner.add(
      panel.onDidChangeViewState(() => {
        if (panel.visible) this.refresh();
        else this.forget();
      }),
    );
    this.owner.add(
      services.runs.onDidChange((changed) => {
        if (changed.some(({ facts }) => facts.plan.flow === this.shown.flow)) this.refresh();
      }),
    );
    this.owner.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.refresh();
      }),
    );
    this.filled = this.fill();
    // The editor keeps what is told before the page is there: the card is found and read meanwhile.
    this.refresh();
  }

  /** What is shown, as it is kept over a reload. */
  get kept(): KeptCards {
    return this.shown;
  }

  /** Shows a task's cards; null: those of the newest run. */
  choose(chosen: KeptCards["chosen"]): void {
    this.shown = { ...this.shown, chosen };
    this.refresh();
  }

  dispose(): void {
    this.disposed = true;
    this.forget();
    this.owner.dispose();
  }

  private async fill(): Promise<void> {
    const read = (ending: string): Promise<string> =>
      readFile(
        vscode.Uri.joinPath(pageFolder(this.services.extension), `cards.${ending}`).fsPath,
        "utf8",
      );
    try {
      const [script, styles] = await Promise.all([read("js"), read("css")]);
      this.panel.webview.html = cardsHtml(script, styles);
    } catch (error) {
      log().error(`the panel of cards is missing from the extension: ${describeError(error)}`);
    }
  }

  /** The page of a hidden panel is gone, and asks anew when it comes back. */
  private forget(): void {
    clearTimeout(this.clock);
    this.sent = null;
    this.told = "";
  }

  private isVisible(): boolean {
    return !this.disposed && this.panel.visible;
  }

  private refresh(): void {
    if (this.isVisible()) void this.looking.call();
  }

  private async look(): Promise<void> {
    clearTimeout(this.clock);
    if (!this.isVisible()) return;
    let wait = idlePace;
    try {
      const [found] = await Promise.all([this.find(), this.filled]);
      if (!this.isVisible()) return;
      const card = shownCard(found.cards, this.shown.card);
      this.tellView(found, card);
      if (card !== null) await this.tellCard(card);
      if (found.running) wait = pace;
    } catch (error) {
      log().warn(`the cards of ${this.shown.step} cannot be read: ${describeError(error)}`);
    }
    clearTimeout(this.clock);
    this.clock = setTimeout(() => {
      this.refresh();
    }, wait);
  }

  /** What stands in the way is said in the panel, which has no other answer to give. */
  private async find(): Promise<FoundCards> {
    try {
      return await this.source.find(this.shown);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const empty = { title: "The cards cannot be read", sentence: error.message, action: null };
      return { task: this.shown.step, run: null, cards: [], running: false, empty };
    }
  }

  private tellView(found: FoundCards, card: Card | null): void {
    const { task, run, cards, running, empty } = found;
    const kept = this.shown;
    const view = {
      ...{ kept, task, run, busy: null, shown: card?.hash ?? null },
      cards: cards.map(({ hash, label }) => ({ hash, label })),
      live: running && card !== null && this.sent?.token !== "final",
      empty: card === null ? empty : null,
    };
    const text = JSON.stringify(view);
    if (text === this.told) return;
    this.told = text;
    if (card === null) this.sent = null;
    this.tell({ type: "view", view });
  }

  /** Tells the card's page when it was written anew, else new data that fits into it. */
  private async tellCard(card: Card): Promise<void> {
    const { hash, version } = card;
    if (this.sent?.hash !== hash || this.sent.version !== version) {
      const bytes = await readFile(card.page);
      const name = `Card ${card.label} of step ${this.shown.step}`;
      this.tell({ type: "page", hash, name, html: new Uint8Array(bytes) });
      this.sent = { hash, version, token: reloadToken(bytes.toString("latin1")), data: "" };
    }
    if (this.sent.token === null || this.sent.token === "final") return;
    const fresh = await readCardData(card);
    const text = JSON.stringify(fresh?.data);
    if (fresh?.token !== this.sent.token || text === this.sent.data) return;
    this.tell({ type: "data", hash, data: fresh.data });
    this.sent = { ...this.sent, data: text };
  }

  private tell(news: CardsNews): void {
    void this.panel.webview.postMessage(news);
  }

  private async grant(wish: CardsWish): Promise<void> {
    const { uri, flow, step } = this.shown;
    const call = (command: string, subject?: unknown): Thenable<unknown> =>
      vscode.commands.executeCommand(command, subject);
    try {
      switch (wish.type) {
        case "ready":
          if (wish.heard) break;
          // The page was moved or reloaded: what the one before was told is gone.
          this.forget();
          this.refresh();
          break;
        case "refresh":
          this.remote.forget();
          this.refresh();
          break;
        case "show":
          this.showCard(wish.hash);
          break;
        case "choose":
          this.choose(await chooseCardsTask(this.shown, this.services.storage));
          break;
        case "open":
          await openLink(wish.link);
          break;
        case "runStep":
          await call("flowlens.runStep", { uri, flow, step });
          break;
        case "openStep":
          await this.services.pick.reveal({ uri, flow, step });
          break;
        case "trust":
          await call("workbench.trust.manage");
          break;
      }
    } catch (error) {
      await reportFailure("cards", error);
    }
  }

  private showCard(hash: string): void {
    const label = this.source.last?.cards.find((card) => card.hash === hash)?.label;
    if (label === undefined) return;
    this.shown = { ...this.shown, card: label };
    this.refresh();
  }
}

/** The card of that label: hashes change with every run. */
function shownCard(cards: readonly Card[], label: string | null): Card | null {
  return cards.find((card) => card.label === label) ?? cards[0] ?? null;
}

async function openLink(link: string): Promise<void> {
  const uri = vscode.Uri.parse(link, true);
  if (uri.scheme === "https" || uri.scheme === "http") await vscode.env.openExternal(uri);
}
