import { icon, type GlyphName } from "./glyphs";
import { h, patch, type Spec } from "./tree";

/** One line of a menu. */
export interface MenuItem {
  readonly label: string;
  readonly detail?: string;
  readonly glyph?: GlyphName;
  readonly hint?: string;
  /** Given for a choice; true for the one in force. */
  readonly checked?: boolean;
  /** On or off by itself, not one of several. */
  readonly toggle?: boolean;
  readonly disabled?: boolean;
  /** A line above it. */
  readonly apart?: boolean;
  readonly run: () => void;
}

/** Where a menu opens: below this box, or above it when there is no room. */
export interface Anchor {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** One menu at a time, worked by keyboard or pointer; the focus returns to where it was. */
export class Menu {
  private items: readonly MenuItem[] = [];
  private before: HTMLElement | SVGElement | null = null;
  private typed = "";
  private typedAt = 0;

  constructor(private readonly root: HTMLElement) {
    root.addEventListener("keydown", (event) => {
      this.key(event);
    });
    root.addEventListener("click", (event) => {
      const index = this.buttons().findIndex((button) => button.contains(event.target as Node));
      if (index >= 0) this.choose(index);
    });
    root.addEventListener("focusout", (event) => {
      if (this.open && !root.contains(event.relatedTarget as Node | null)) this.close(false);
    });
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (this.open && !root.contains(event.target as Node)) this.close(true);
      },
      true,
    );
  }

  get open(): boolean {
    return this.items.length > 0;
  }

  show(label: string, items: readonly MenuItem[], anchor: Anchor): void {
    if (items.length === 0) return;
    const active = document.activeElement;
    if (!this.open && (active instanceof HTMLElement || active instanceof SVGElement))
      this.before = active;
    this.items = items;
    this.root.hidden = false;
    this.root.setAttribute("aria-label", label);
    patch(this.root, items.map(itemView));
    this.place(anchor);
    const buttons = this.buttons();
    const checked = items.findIndex((item) => item.checked === true && !item.toggle);
    const first = checked >= 0 ? checked : items.findIndex((item) => item.disabled !== true);
    buttons[Math.max(0, first)]?.focus();
  }

  close(restore: boolean): void {
    if (!this.open) return;
    this.items = [];
    this.root.hidden = true;
    if (restore) this.before?.focus({ preventScroll: true });
    this.before = null;
  }

  private place({ left, top, bottom }: Anchor): void {
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const x = Math.max(4, Math.min(left, window.innerWidth - width - 4));
    const below = bottom + 2 + height <= window.innerHeight;
    const y = below ? bottom + 2 : Math.max(4, top - height - 2);
    this.root.style.left = `${Math.round(x)}px`;
    this.root.style.top = `${Math.round(y)}px`;
  }

  private buttons(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  }

  private choose(index: number): void {
    const item = this.items[index];
    if (!item || item.disabled) return;
    this.close(true);
    item.run();
  }

  private key(event: KeyboardEvent): void {
    const buttons = this.buttons();
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const move = (to: number): void => {
      buttons[(to + buttons.length) % buttons.length]?.focus();
    };
    event.stopPropagation();
    switch (event.key) {
      case "ArrowDown":
        move(at + 1);
        break;
      case "ArrowUp":
        move(at - 1);
        break;
      case "Home":
        move(0);
        break;
      case "End":
        move(-1);
        break;
      case "Enter":
      case " ":
        this.choose(at);
        break;
      case "Escape":
      case "Tab":
        this.close(true);
        break;
      default:
        if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) this.type(event, at);
        return;
    }
    event.preventDefault();
  }

  /** Typing goes to the next item that begins so. */
  private type(event: KeyboardEvent, at: number): void {
    this.typed = event.timeStamp - this.typedAt > 600 ? event.key : this.typed + event.key;
    this.typedAt = event.timeStamp;
    const start = this.typed.length === 1 ? at + 1 : at;
    const count = this.items.length;
    for (let i = 0; i < count; i++) {
      const index = (start + i) % count;
      const label = this.items[index]?.label.toLowerCase() ?? "";
      if (!label.startsWith(this.typed.toLowerCase())) continue;
      this.buttons()[index]?.focus();
      return;
    }
  }
}

function itemView(item: MenuItem): Spec {
  const choice = item.checked !== undefined;
  return h(
    "div",
    {
      role: choice ? (item.toggle ? "menuitemcheckbox" : "menuitemradio") : "menuitem",
      "aria-checked": choice ? String(item.checked) : null,
      "aria-disabled": item.disabled ? "true" : null,
      tabindex: -1,
      class: item.apart ? "item apart" : "item",
    },
    [
      h("span", { class: "mark" }, [
        item.checked ? icon("check") : item.glyph ? icon(item.glyph, "quiet") : "",
      ]),
      h("span", { class: "label" }, [item.label]),
      item.detail !== undefined && h("span", { class: "detail" }, [item.detail]),
      item.hint !== undefined && h("kbd", { "aria-hidden": "true" }, [item.hint]),
    ],
  );
}
