import { h, type Spec } from "./tree";

/**
 * The glyphs, drawn in a 16 box with 1.2 strokes. `f` marks a filled shape, `cut` one cut out of it.
 * They live once in the page as symbols; everything else refers to them.
 */
type Shape =
  | { readonly d: string; readonly class?: string }
  | {
      readonly cx: number;
      readonly cy: number;
      readonly r: number;
      readonly class?: string;
      readonly dash?: string;
    }
  | {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly rx: number;
    };

const ring: Shape = { cx: 8, cy: 8, r: 6 };

const shapes = {
  pending: [{ ...ring, dash: "2.2 2.5" }],
  queued: [ring, { d: "M8 4.6V8l2.4 1.5" }],
  running: [
    { d: "M8 2a6 6 0 1 1-5.2 3", class: "turn" },
    { cx: 8, cy: 8, r: 2, class: "f" },
  ],
  succeeded: [ring, { d: "M5.3 8.2l1.9 1.9 3.6-4" }],
  failed: [
    { cx: 8, cy: 8, r: 6.6, class: "f" },
    { d: "M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6", class: "cut" },
  ],
  failedCount: [ring, { d: "M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" }],
  retrying: [
    { d: "M13.4 6.2A5.8 5.8 0 1 0 13.8 8.6" },
    { d: "M13.8 2.8v3.6h-3.6" },
    { d: "M8 5.4v3.2M8 10.6v.2" },
  ],
  slashed: [ring, { d: "M3.9 12.1l8.2-8.2" }],
  unknown: [
    ring,
    { d: "M6.3 6.6c.1-1 .8-1.6 1.8-1.6s1.7.6 1.7 1.5c0 1.2-1.7 1.2-1.7 2.5M8.1 11v.2" },
  ],
  split: [
    { d: "M2 8h4M6 8c2.4 0 2-4 4.5-4H13M6 8c2.4 0 2 4 4.5 4H13" },
    { d: "M11.4 2.3L13.2 4l-1.8 1.7M11.4 10.3l1.8 1.7-1.8 1.7" },
  ],
  join: [
    { d: "M3 4h2.5C8 4 7.6 8 10 8h3.2M3 12h2.5c2.5 0 2.1-4 4.5-4" },
    { d: "M11.6 6.2L13.4 8l-1.8 1.8" },
  ],
  foreach: [
    { x: 2, y: 5.5, width: 8.5, height: 8.5, rx: 1.5 },
    { d: "M5 3.7h6a1.5 1.5 0 0 1 1.5 1.5v6M7.5 1.9h5.3a1.5 1.5 0 0 1 1.5 1.5v5.3" },
  ],
  switch: [{ d: "M8 1.9L14.1 8 8 14.1 1.9 8z" }],
  recursion: [
    { d: "M11.5 3.2H6a4.3 4.3 0 1 0 0 8.6h5.5a3 3 0 0 0 2.7-3" },
    { d: "M9.4 1.2l2.2 2-2.2 2" },
  ],
  process: [
    { x: 1.8, y: 2.8, width: 12.4, height: 10.4, rx: 1.5 },
    { d: "M4.5 6l2.2 2-2.2 2M8.4 10.2h3" },
  ],
  docker: [{ d: "M8 1.9l5.6 3v6.2L8 14.1l-5.6-3V4.9z" }, { d: "M2.6 5L8 8l5.4-3M8 8v6" }],
  kubernetes: [
    { d: "M8 1.6l5 2.4 1.3 5.4-3.5 4.4H5.2L1.7 9.4 3 4z" },
    { cx: 8, cy: 8, r: 1.7 },
    { d: "M8 3.8v2.5M8 9.7v2.1M4.6 6l1.9 1.2M11.4 6L9.5 7.2" },
  ],
  batch: [
    { x: 2, y: 2.5, width: 12, height: 4.5, rx: 1 },
    { x: 2, y: 9, width: 12, height: 4.5, rx: 1 },
    { d: "M4.5 4.8h.1M4.5 11.3h.1" },
  ],
  retry: [{ d: "M12.7 6A5.2 5.2 0 1 0 13.2 8.6" }, { d: "M13.1 2.8V6H9.9" }],
  timeout: [{ cx: 8, cy: 9, r: 5 }, { d: "M8 6.2V9l1.8 1.2M6.3 1.9h3.4" }],
  card: [
    { x: 2.5, y: 2.5, width: 11, height: 11, rx: 1.5 },
    { d: "M5 10.8V8.4M8 10.8V5.2M11 10.8V7" },
  ],
  catch: [{ d: "M3 4.5v4a5 5 0 0 0 10 0v-4" }, { d: "M8 1.6v6M5.8 5.6L8 7.8l2.2-2.2" }],
  warning: [{ d: "M8 2.2l6 11H2z" }, { d: "M8 6.4v3M8 11.2v.2" }],
  error: [ring, { d: "M8 4.8v3.8M8 10.9v.2" }],
  chevron: [{ d: "M4.5 6.3L8 9.8l3.5-3.5" }],
  check: [{ d: "M3.2 8.6l3 3 6.600-7.200" }],
  search: [{ cx: 7, cy: 7, r: 4.3 }, { d: "M10.2 10.2l3.6 3.6" }],
  fit: [
    { d: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3" },
    { x: 5.5, y: 6, width: 5, height: 4, rx: 0.8 },
  ],
  minus: [{ d: "M3.5 8h9" }],
  plus: [{ d: "M3.5 8h9M8 3.5v9" }],
  more: [
    { cx: 3.5, cy: 8, r: 1, class: "f" },
    { cx: 8, cy: 8, r: 1, class: "f" },
    { cx: 12.5, cy: 8, r: 1, class: "f" },
  ],
  graph: [
    { x: 1.8, y: 6, width: 4, height: 4, rx: 1 },
    { x: 10.2, y: 1.8, width: 4, height: 4, rx: 1 },
    { x: 10.2, y: 10.2, width: 4, height: 4, rx: 1 },
    { d: "M5.8 8h2.2V3.8h2.2M8 8v4.2h2.2" },
  ],
  right: [{ d: "M2 8h11M10 4.800L13.200 8 10 11.200" }],
  down: [{ d: "M8 2v11M4.800 10L8 13.200 11.200 10" }],
  close: [{ d: "M4 4l8 8M12 4l-8 8" }],
  play: [{ d: "M4.5 2.8l8 5.2-8 5.2z" }],
  stop: [{ x: 3.8, y: 3.8, width: 8.4, height: 8.4, rx: 1 }],
  brace: [
    { x: 3, y: 3, width: 10, height: 10, rx: 1.5 },
    { d: "M5.600 6.400h4.800M5.600 9.600h3" },
  ],
} satisfies Record<string, readonly Shape[]>;

export type GlyphName = keyof typeof shapes;

/** All glyphs as symbols, to be put once into the page. */
export function glyphDefinitions(): Spec {
  const symbols = Object.entries(shapes).map(([name, list]) =>
    h("symbol", { id: `fl-${name}`, viewBox: "0 0 16 16" }, list.map(shapeSpec)),
  );
  return h("svg", { width: 0, height: 0, class: "definitions", "aria-hidden": "true" }, symbols);
}

function shapeSpec(shape: Shape): Spec {
  if ("d" in shape) return h("path", { d: shape.d, class: shape.class });
  if ("r" in shape) {
    const { cx, cy, r, dash } = shape;
    return h("circle", { cx, cy, r, class: shape.class, "stroke-dasharray": dash });
  }
  return h("rect", { ...shape });
}

/** A glyph inside a drawing, its box's top left at (x, y). */
export function glyphAt(
  name: GlyphName,
  place: { x: number; y: number; size?: number; tone?: string; slot: string },
): Spec {
  const { x, y, size = 16, tone = "quiet", slot } = place;
  // Keyed by name: another glyph in the same slot is another element, which fades in.
  return h(
    "use",
    { href: `#fl-${name}`, x, y, width: size, height: size, class: `glyph tone-${tone}` },
    [],
    { key: `${slot} ${name}` },
  );
}

/** A glyph in running text or a button. */
export function icon(name: GlyphName, tone: string | null = null, size = 16): Spec {
  const drawn = h("use", { href: `#fl-${name}` });
  return h(
    "svg",
    {
      class: tone === null ? "icon" : `icon tone-${tone}`,
      width: size,
      height: size,
      viewBox: "0 0 16 16",
      "aria-hidden": "true",
    },
    [drawn],
    { key: `icon ${name}` },
  );
}
