interface Updatable {
  readonly metaflow_card_update?: (data: unknown) => void;
}

/**
 * Runs inside the card's frame before the card's own scripts, and is as little trusted as they
 * are: takes new data in, says that the card is still there, and tells of links, which the frame
 * itself cannot follow. Taken with
 * `toString()`, so it may use nothing from outside itself.
 */
function cardScript(): void {
  const { parent } = window;
  window.addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
    if (source !== parent || typeof data !== "object" || data === null) return;
    const { flowlens, data: fresh } = data as Readonly<Record<string, unknown>>;
    // A card that is done has no such function.
    const { metaflow_card_update: update } = window as Updatable;
    if (flowlens === "data") update?.(fresh);
    if (flowlens === "there?") parent.postMessage({ flowlens: "here" }, "*");
  });
  // A link would replace the card by the browser's error page: nothing may be loaded here.
  window.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const href = link?.getAttribute("href") ?? null;
    if (href === null || event.defaultPrevented) return;
    event.preventDefault();
    if (href.startsWith("#")) document.getElementById(href.slice(1))?.scrollIntoView();
    else parent.postMessage({ flowlens: "link", link: href }, "*");
  });
}

/**
 * Runs first in every frame of a card: takes away peer connections, the one way to the network
 * that no policy covers. A frame inside the card would have them again, so its text is given this
 * script too, before it loads: loading is a task of its own, and observers run before the next
 * one. Frames in shadow trees are seen because `attachShadow` is the only way to make one:
 * `shadowrootmode`, the other one, is struck from all markup.
 */
function quietScript(): void {
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"])
    Reflect.deleteProperty(window, name);
  const own = document.currentScript?.outerHTML ?? "";
  const flat = (markup: string): string => markup.replace(/shadowrootmode/gi, "data-no-shadow");
  const done = new WeakMap<Element, string>();
  const quieten = (frame: Element): void => {
    const source = frame.getAttribute("srcdoc");
    if (source === null || done.get(frame) === source) return;
    const text = flat(source).replace(/^\s*(?:<!doctype[^>]*>)?/i, (start) => start + own);
    done.set(frame, text);
    frame.setAttribute("srcdoc", text);
  };
  const look = (records: readonly MutationRecord[]): void => {
    for (const { target, addedNodes } of records)
      for (const node of addedNodes.length === 0 ? [target] : addedNodes)
        if (node instanceof Element) [node, ...node.querySelectorAll("iframe")].forEach(quieten);
  };
  const watch = (root: Node): void => {
    const parts = { subtree: true, childList: true, attributes: true };
    new MutationObserver(look).observe(root, { ...parts, attributeFilter: ["srcdoc"] });
  };
  watch(document);
  const attach = Reflect.get(Element.prototype, "attachShadow");
  Element.prototype.attachShadow = function (init) {
    // A clone of the host would bring a tree that nobody watches.
    const root = attach.call(this, { ...init, clonable: false });
    watch(root);
    return root;
  };
  for (const kind of [Element.prototype, ShadowRoot.prototype, Document])
    for (const name of ["setHTMLUnsafe", "parseHTMLUnsafe"]) Reflect.deleteProperty(kind, name);
  for (const name of ["write", "writeln"] as const) {
    const native = Reflect.get(Document.prototype, name);
    Document.prototype[name] = function (...pieces: string[]) {
      native.call(this, flat(pieces.join("")));
    };
  }
}

/** A card's text with both scripts before its own, behind the doctype that must stay first. */
export function withScripts(html: string): string {
  const scripts = [quietScript, cardScript].map((run) => `<script>(${run.toString()})()</script>`);
  return html
    .replace(/shadowrootmode/gi, "data-no-shadow")
    .replace(/^\s*(?:<!doctype[^>]*>)?/i, (start) => start + scripts.join(""));
}
