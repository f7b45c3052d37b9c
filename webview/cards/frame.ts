import { withScripts } from "./cardScript";

/**
 * The frame a card lives in. It may run scripts and nothing else: without `allow-same-origin` its
 * origin is none, so it cannot reach this page, its storage or the editor; it cannot navigate the
 * windows around it, open one, submit a form, ask a question or download. A page given as `srcdoc`
 * takes over this page's policy, which names no host at all.
 */
export class CardFrame {
  private frame: HTMLIFrameElement;
  private hash: string | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly wantsLink: (link: string) => void,
  ) {
    // An empty frame begins the process of such frames while the card is still being read.
    this.frame = frameFor("", "");
    place.replaceChildren(this.frame);
  }

  /** The window whose messages come from the card. */
  get window(): Window | null {
    return this.frame.contentWindow;
  }

  /** Hash of the card in the frame; null: none. */
  get shown(): string | null {
    return this.hash;
  }

  /**
   * Puts a card's page into a frame of its own; the one before is let go, with all it kept. The
   * same card written anew takes over once it is drawn.
   */
  show(hash: string, name: string, html: string): void {
    const frame = frameFor(name, withScripts(html));
    const before = this.frame;
    if (hash === this.hash) {
      frame.className = "coming";
      frame.addEventListener("load", () => {
        frame.className = "";
        before.remove();
      });
      this.place.append(frame);
    } else this.place.replaceChildren(frame);
    this.frame = frame;
    this.hash = hash;
  }

  clear(): void {
    if (this.hash === null) return;
    this.frame = frameFor("", "");
    this.place.replaceChildren(this.frame);
    this.hash = null;
  }

  /** Hands new data to the card that is shown. */
  update(hash: string, data: unknown): void {
    // The card's origin is opaque: no other target can be named.
    if (hash === this.hash) this.window?.postMessage({ flowlens: "data", data }, "*");
  }

  /** Something the card said: only a wish to follow a link, and only right after a click in it. */
  hear(message: unknown): void {
    if (typeof message !== "object" || message === null) return;
    const { flowlens, link } = message as Readonly<Record<string, unknown>>;
    if (flowlens !== "link" || typeof link !== "string" || !this.wasClicked()) return;
    if (/^https?:\/\//i.test(link)) this.wantsLink(link);
  }

  /** Activation alone does not do: a click in the editor counts for frames of the same origin. */
  private wasClicked(): boolean {
    return navigator.userActivation.isActive && document.activeElement === this.frame;
  }
}

function frameFor(name: string, text: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("allow", "");
  frame.referrerPolicy = "no-referrer";
  frame.title = name;
  frame.srcdoc = text;
  return frame;
}
