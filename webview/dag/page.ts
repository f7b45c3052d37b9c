import { glyphDefinitions } from "./glyphs";
import { bannerView, emptyView, legendView, toolbarView, type Chrome } from "./toolbar";
import { h, patch, type Child } from "./tree";

/** The page's fixed parts, in the order Tab goes through them. */
export interface Page {
  readonly toolbar: HTMLElement;
  readonly banner: HTMLElement;
  readonly viewport: HTMLElement;
  readonly stage: HTMLElement;
  readonly drawing: SVGSVGElement;
  readonly world: SVGGElement;
  readonly layers: {
    readonly bands: SVGGElement;
    readonly edges: SVGGElement;
    readonly labels: SVGGElement;
    readonly nodes: SVGGElement;
  };
  readonly hover: HTMLElement;
  readonly outline: HTMLElement;
  readonly empty: HTMLElement;
  readonly legend: HTMLElement;
  readonly menu: HTMLElement;
  readonly live: HTMLElement;
}

/** Builds the page's skeleton into `body` once; everything else is patched into its parts. */
export function buildPage(body: HTMLElement): Page {
  const hidden = { hidden: true };
  // The page has menus of its own.
  body.dataset["vscodeContext"] = JSON.stringify({ preventDefaultContextMenuItems: true });
  patch(body, [
    glyphDefinitions(),
    h("div", { class: "toolbar", role: "toolbar", "aria-label": "Graph" }),
    h("div", { class: "banner", role: "status", ...hidden }),
    h("div", { class: "viewport" }, [
      h("div", { class: "stage" }, [
        h("svg", { class: "drawing", role: "group" }, [
          h("g", { class: "world" }, [
            h("g", { class: "bands" }),
            h("g", { class: "edges" }),
            h("g", { class: "labels" }),
            h("g", { class: "nodes" }),
          ]),
        ]),
      ]),
      h("div", { class: "empty", ...hidden }),
      h("div", { class: "hover", role: "tooltip", ...hidden }),
      h("div", { class: "outline", role: "region", "aria-label": "List of steps", ...hidden }),
    ]),
    h("div", { class: "legend", role: "group", "aria-label": "Legend", ...hidden }),
    h("div", { class: "menu", role: "menu", ...hidden }),
    h("div", { class: "announcements", role: "status", "aria-live": "polite" }),
  ]);
  const find = <E extends Element>(selector: string, kind: new () => E): E => {
    const found = body.querySelector(selector);
    if (found instanceof kind) return found;
    throw new Error(`The page lacks ${selector}.`);
  };
  const part = (selector: string): HTMLElement => find(selector, HTMLElement);
  const group = (selector: string): SVGGElement => find(selector, SVGGElement);
  return {
    toolbar: part(".toolbar"),
    banner: part(".banner"),
    viewport: part(".viewport"),
    stage: part(".stage"),
    drawing: find(".stage > .drawing", SVGSVGElement),
    world: group(".world"),
    layers: {
      bands: group(".bands"),
      edges: group(".edges"),
      labels: group(".labels"),
      nodes: group(".nodes"),
    },
    hover: part(".hover"),
    outline: part(".outline"),
    empty: part(".viewport > .empty"),
    legend: part(".legend"),
    menu: part(".menu"),
    live: part(".announcements"),
  };
}

/** Brings the parts around the drawing up to date; a part with nothing to say is hidden. */
export function fillChrome(page: Page, chrome: Chrome): void {
  const fill = (part: HTMLElement, children: readonly Child[]): void => {
    part.hidden = !children.some((child) => child !== null && child !== false);
    patch(part, children);
  };
  fill(page.toolbar, toolbarView(chrome));
  fill(page.banner, bannerView(chrome));
  fill(page.empty, emptyView(chrome));
  fill(page.legend, legendView(chrome));
}
