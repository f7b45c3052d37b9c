interface Updatable {
  readonly metaflow_card_update?: (data: unknown) => void;
}

/**
 * Runs inside the card's frame, as one of the card's own scripts: it is as little trusted as the
 * card. Its text is taken with `toString()`, so it may use nothing from outside itself.
 */
export function cardScript(): void {
  const { parent } = window;
  window.addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
    if (source !== parent || typeof data !== "object" || data === null) return;
    const { flowlens, data: fresh } = data as Readonly<Record<string, unknown>>;
    // A card that is done has none.
    const { metaflow_card_update: update } = window as Updatable;
    if (flowlens === "data") update?.(fresh);
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
