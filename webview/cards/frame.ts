import { withScripts } from "./cardScript";

interface CardListener {
  readonly wantsLink: (link: string) => void;
  /** Whether the card is still in its frame, or something else is that it went to. */
  readonly there: (there: boolean) => void;
}

/** Milliseconds that a card, which may be at work, has to say that it is there. */
const patience = 3000;

/**
 * The frame a card lives in. It may run scripts and nothing else: without `allow-same-origin` its
 * origin is none, so it cannot reach this page, its storage or the editor; it cannot navigate the
 * windows around it, open one, submit a form, ask a question or download. A page given as `srcdoc`
 * takes over this page's policy, which names no host at all.
 */
export class CardFrame {
  private frame: HTMLIFrameElement;
  private hash: string | null = null;
  /** The newest data for the card that is shown; null: none since its page. */
  private fresh: { readonly data: unknown } | null = null;
  private waiting: number | undefined;

  constructor(
    private readonly place: HTMLElement,
    private readonly listener: CardListener,
  ) {
    // An empty frame begins the process of such frames while the card is still being read.
    this.frame = emptyFrame();
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
   * Puts a card's page into a frame that has shown no other. The one before is let go, with all it
   * kept, when the new one has loaded: were it the last of its process, the next would wait for
   * another process. The same card written anew is seen only then, so that it does not flicker.
   */
  show(hash: string, name: string, html: string): void {
    const frame = emptyFrame();
    if (hash === this.hash) frame.className = "coming";
    frame.title = name;
    frame.srcdoc = withScripts(html);
    frame.onload = () => {
      frame.className = "";
      while (frame.previousSibling !== null) frame.previousSibling.remove();
      if (frame !== this.frame) return;
      this.handOver();
      this.lookForCard();
    };
    this.place.append(frame);
    this.frame = frame;
    this.hash = hash;
    this.fresh = null;
  }

  clear(): void {
    if (this.hash === null) return;
    this.frame = emptyFrame();
    this.place.replaceChildren(this.frame);
    this.hash = null;
    this.settle(true);
  }

  /** Hands new data to the card that is shown; once more when it has loaded, if it is loading. */
  update(hash: string, data: unknown): void {
    if (hash !== this.hash) return;
    this.fresh = { data };
    this.handOver();
  }

  private handOver(): void {
    if (this.fresh !== null) this.say({ flowlens: "data", ...this.fresh });
  }

  private say(message: unknown): void {
    // The card's origin is opaque: no other target can be named.
    this.window?.postMessage(message, "*");
  }

  /** No sandbox keeps a card from leaving its own frame: only that it is not there any more is seen. */
  private lookForCard(): void {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => {
      this.listener.there(false);
    }, patience);
    this.say({ flowlens: "there?" });
  }

  private settle(there: boolean): void {
    window.clearTimeout(this.waiting);
    this.listener.there(there);
  }

  /** Something the card said: that it is there, or a wish to follow a link right after a click in it. */
  hear(message: unknown): void {
    if (typeof message !== "object" || message === null) return;
    const { flowlens, link } = message as Readonly<Record<string, unknown>>;
    if (flowlens === "here") this.settle(true);
    if (flowlens !== "link" || typeof link !== "string" || !this.wasClicked()) return;
    if (/^https?:\/\//i.test(link)) this.listener.wantsLink(link);
  }

  /** Activation alone does not do: a click in the editor counts for frames of the same origin. */
  private wasClicked(): boolean {
    return navigator.userActivation.isActive && document.activeElement === this.frame;
  }
}

function emptyFrame(): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("allow", "");
  frame.referrerPolicy = "no-referrer";
  frame.srcdoc = "";
  return frame;
}
