import { withScripts } from "./cardScript";

/**
 * The frame a card lives in. It may run scripts and nothing else: without `allow-same-origin` its
 * origin is none, so it cannot reach this page, its storage or the editor; it cannot navigate the
 * windows around it, open one, submit a form, ask a question or download. A page given as `srcdoc`
 * takes over this page's policy, which names no host at all.
 */
export class CardFrame {
  private frame: HTMLIFrameElement | null = null;
  private hash: string | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly wantsLink: (link: string) => void,
  ) {}

  /** The window whose messages come from the card; null while there is none. */
  get window(): Window | null {
    return this.frame?.contentWindow ?? null;
  }

  /** Hash of the card in the frame. */
  get shown(): string | null {
    return this.hash;
  }

  /** Puts a card's page into a frame of its own; the one before is let go, with all it kept. */
  show(hash: string, name: string, html: string): void {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("allow", "");
    frame.referrerPolicy = "no-referrer";
    frame.title = name;
    frame.srcdoc = withScripts(html);
    this.place.replaceChildren(frame);
    this.frame = frame;
    this.hash = hash;
  }

  /** Activation alone does not do: a click in the editor counts for frames of the same origin. */
  private wasClicked(): boolean {
    return navigator.userActivation.isActive && document.activeElement === this.frame;
  }

  clear(): void {
    this.place.replaceChildren();
    this.frame = null;
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
}
