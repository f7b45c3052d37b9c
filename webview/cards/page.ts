import type { CardsAction, CardsEmpty, CardsView, CardsWish } from "../protocolCards";

/** What is drawn around a card: which task, which of its cards, and what to do when there is none. */
export class CardsPage {
  /** Where the card goes. */
  readonly place = make("main", { id: "card", role: "tabpanel" });
  private readonly toolbar = make("header", { class: "toolbar" });
  private readonly link = make("div", { class: "bar link-bar", role: "status" });
  private readonly gone = make("div", { class: "bar", role: "status" });
  private readonly empty = make("section", { class: "empty", "aria-live": "polite" });
  private tabs: readonly HTMLElement[] = [];

  constructor(
    root: HTMLElement,
    private readonly tell: (wish: CardsWish) => void,
  ) {
    this.link.hidden = true;
    this.gone.hidden = true;
    root.replaceChildren(this.toolbar, this.link, this.gone, this.place, this.empty);
  }

  draw(view: CardsView): void {
    const focused = document.activeElement?.id ?? "";
    this.tabs = view.cards.length > 1 ? view.cards.map((card) => this.tab(card, view)) : [];
    const tabs = this.tabs.length > 0 ? this.tablist(this.tabs) : make("span", { class: "space" });
    this.toolbar.replaceChildren(this.picker(view), tabs, status(view));
    this.tabs.find(isSelected)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.toolbar.hidden = view.run === null && view.busy === null;
    this.place.hidden = view.empty !== null || view.shown === null;
    this.place.setAttribute("aria-label", view.cards.find(isShown(view))?.label ?? "Card");
    this.empty.hidden = view.empty === null;
    if (view.empty !== null) this.empty.replaceChildren(...this.emptyParts(view.empty));
    if (focused !== "") document.getElementById(focused)?.focus();
  }

  /** A card wants to lead elsewhere: nobody goes there without reading where. */
  offerLink(link: string): void {
    const open = button("button", "Open link", () => {
      this.tell({ type: "open", link });
      this.forgetLink();
    });
    const close = button("tool", "Dismiss", () => {
      this.forgetLink();
    });
    const address = make("span", { class: "address", title: link });
    address.textContent = link;
    this.link.replaceChildren("The card links to ", address, open, close);
    this.link.hidden = false;
  }

  /** `gone`: the frame shows no card any more, but the browser's refusal of where it went. */
  offerReturn(gone: boolean): void {
    if (this.gone.hidden !== gone) return;
    this.gone.hidden = !gone;
    const said = make("span", { class: "said" });
    said.textContent = "The card tried to open another page, which is blocked here.";
    const back = button("button", "Show the card again", () => {
      this.tell({ type: "ready", heard: false });
    });
    this.gone.replaceChildren(...(gone ? [said, back] : []));
  }

  forgetLink(): void {
    this.link.replaceChildren();
    this.link.hidden = true;
  }

  private picker(view: CardsView): HTMLElement {
    const pick = button("pick", "", () => {
      this.tell({ type: "choose" });
    });
    pick.id = "pick";
    pick.title = "Choose another run or task";
    pick.setAttribute("aria-haspopup", "dialog");
    const said = view.run === null ? view.task : `${view.task}, ${view.run}`;
    pick.setAttribute("aria-label", `${said}: choose another run or task`);
    const task = make("span", { class: "strong" });
    task.textContent = view.task;
    const run = make("span", { class: "quiet ellipsis" });
    run.textContent = view.run ?? "";
    pick.append(task, run, chevron());
    return pick;
  }

  /** A wheel moves tabs sideways, as it does those of editors. */
  private tablist(tabs: readonly HTMLElement[]): HTMLElement {
    const list = make("div", { class: "tabs", role: "tablist", "aria-label": "Cards" });
    list.append(...tabs);
    list.addEventListener(
      "wheel",
      ({ deltaX, deltaY }) => {
        if (deltaX === 0) list.scrollLeft += deltaY;
      },
      { passive: true },
    );
    return list;
  }

  private tab({ hash, label }: CardsView["cards"][number], view: CardsView): HTMLElement {
    const tab = button("tab", label, () => {
      this.tell({ type: "show", hash });
    });
    const chosen = hash === view.shown;
    tab.id = `tab-${hash}`;
    tab.title = label;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(chosen));
    tab.setAttribute("aria-controls", "card");
    tab.tabIndex = chosen ? 0 : -1;
    tab.addEventListener("keydown", (event) => {
      this.move(event);
    });
    return tab;
  }

  /** Arrows go from card to card, as in any list of tabs. */
  private move(event: KeyboardEvent): void {
    const { tabs } = this;
    const at = tabs.indexOf(event.currentTarget as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab?.focus();
    tab?.click();
  }

  private emptyParts({ title, sentence, action }: CardsEmpty): HTMLElement[] {
    const parts = [paragraph("title", title), paragraph("quiet", sentence)];
    if (action === null) return parts;
    const actions = make("p", { class: "actions" });
    actions.append(this.action(action.name, action.title));
    return [...parts, actions];
  }

  private action(type: CardsAction, title: string): HTMLElement {
    const look = button("button primary", title, () => {
      this.tell({ type });
    });
    look.id = "action";
    return look;
  }
}

const isShown =
  ({ shown }: CardsView) =>
  ({ hash }: { readonly hash: string }): boolean =>
    hash === shown;

const isSelected = (tab: HTMLElement): boolean => tab.getAttribute("aria-selected") === "true";

function status({ live, busy }: CardsView): HTMLElement {
  const said = make("span", { class: "status quiet", role: "status" });
  if (busy !== null) said.textContent = busy;
  else if (live) {
    said.title = "The card is refreshed while its task runs";
    const dot = make("span", { class: "dot", "aria-hidden": "true" });
    said.append(dot, "live");
  }
  return said;
}

function make(name: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function button(look: string, text: string, act: () => void): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = look;
  element.textContent = text;
  element.addEventListener("click", act);
  return element;
}

function paragraph(look: string, text: string): HTMLElement {
  const element = make("p", { class: look });
  element.textContent = text;
  return element;
}

function chevron(): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M4 6.5L8 10.5L12 6.5");
  for (const [key, value] of [
    ["viewBox", "0 0 16 16"],
    ["class", "chevron"],
    ["aria-hidden", "true"],
  ] as const)
    svg.setAttribute(key, value);
  svg.append(path);
  return svg;
}
