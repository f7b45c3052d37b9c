/** The kinds of text a node shows: sizes and weights of the design's type scale. */
export type Face = "name" | "pending" | "times" | "meta" | "reason" | "code";

/** Width of a text at 100 %, in pixels. */
export type Measure = (text: string, face: Face) => number;

const fonts: Readonly<Record<Face, { size: number; weight: number; code?: boolean }>> = {
  name: { size: 13, weight: 600 },
  pending: { size: 13, weight: 400 },
  times: { size: 12, weight: 400 },
  meta: { size: 11, weight: 400 },
  reason: { size: 11, weight: 500 },
  code: { size: 11, weight: 400, code: true },
};

/** How much a face grows where the smallest one grows by `scale`: none falls below that one. */
export const faceScale = (face: Face, scale: number): number =>
  Math.max(1, (scale * fonts.meta.size) / fonts[face].size);

/**
 * Measures with the fonts that the theme gives, and remembers. Ask for a new one when they change.
 * `family` and `codeFamily` are font-family lists as CSS writes them.
 */
function canvasMeasure(family: string, codeFamily: string): Measure {
  const context = document.createElement("canvas").getContext("2d");
  const widths = new Map<string, number>();
  return (text, face) => {
    const key = `${face} ${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    const { size, weight, code } = fonts[face];
    if (context) context.font = `${weight} ${size}px ${code ? codeFamily : family}`;
    const width = context ? context.measureText(text).width : text.length * size * 0.6;
    widths.set(key, width);
    return width;
  };
}

/** Measures with the fonts that the page's theme names. */
export function themeMeasure(): Measure {
  const style = getComputedStyle(document.body);
  const family = style.getPropertyValue("--vscode-font-family") || "sans-serif";
  return canvasMeasure(family, style.getPropertyValue("--vscode-editor-font-family") || family);
}

/**
 * Shortens in the middle, so that both what a name begins and what it ends with stay: `norm…_v2`.
 * Where little of it stays it is more of the end, which tells siblings apart: `tra…a_1`.
 */
export function cutMiddle(text: string, room: number, width: (text: string) => number): string {
  if (width(text) <= room) return text;
  for (let kept = text.length - 1; kept >= 2; kept--) {
    const head = Math.ceil(kept * (kept > 10 ? 0.6 : 0.4));
    const cut = `${text.slice(0, head)}…${text.slice(text.length - (kept - head))}`;
    if (width(cut) <= room) return cut;
  }
  return "";
}

/** Shortens at the end: the cause comes first in a reason. */
export function cutEnd(text: string, room: number, width: (text: string) => number): string {
  if (width(text) <= room) return text;
  for (let kept = text.length - 1; kept >= 2; kept--) {
    const cut = `${text.slice(0, kept).trimEnd()}…`;
    if (width(cut) <= room) return cut;
  }
  return "";
}
