import type { Box, Direction } from "../../runtime/core/layout/types";
import type { CardContent } from "./cardContent";
import { cardHeight, INSET, layoutCard, type CardLayout } from "./cardLayout";
import { glyphAt } from "./glyphs";
import { cutMiddle, faceScale, type Measure } from "./measure";
import { stripPieces } from "./strip";
import { h, type Child, type Spec } from "./tree";

/** How much is drawn: everything; state and name; blocks filled by state. */
export type Level = "full" | "names" | "blocks";

/** One node as it stands in the picture. */
export interface NodePicture {
  readonly content: CardContent;
  readonly box: Box;
  readonly direction: Direction;
  readonly level: Level;
  /** How much larger than at 100 % text is drawn in the drawing's own units. */
  readonly scale: number;
  readonly selected: boolean;
  readonly ring: boolean;
  readonly tabStop: boolean;
  readonly found: boolean;
  readonly name: string;
}

/** How far the last of the cards behind stands out to the right and below. */
export const STACK = 8;
export const RADIUS = 14;
const CUT = 9;
const TITLE = 18;
/** How far a circle's name may stand out over its sides. */
const CIRCLE_NAME = 76;

/** The whole node, as one button. */
export function nodeView(picture: NodePicture, measure: Measure): Spec {
  const { content, box, selected, tabStop, name, found } = picture;
  const round = content.shape === "circle" || content.shape === "double-circle";
  const classes = ["node", `is-${content.state ?? "none"}`];
  if (round) classes.push("is-circle");
  if (selected) classes.push("selected");
  if (found) classes.push("found");
  return h(
    "g",
    {
      class: classes.join(" "),
      role: "button",
      tabindex: tabStop ? 0 : -1,
      "aria-label": name,
      "aria-pressed": selected ? "true" : "false",
      "aria-haspopup": "menu",
      "data-step": content.id,
    },
    round ? circleParts(picture, measure) : cardParts(picture, measure),
    { key: content.id, style: { transform: `translate(${box.x}px, ${box.y}px)` } },
  );
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The card's rectangle within its box: one line high when only names or blocks are drawn. */
function frameOf({ content, box, direction, level, scale }: NodePicture): Frame {
  const behind = content.stacked ? STACK : 0;
  const width = box.width - behind;
  if (direction === "down") return { x: 0, y: 0, width, height: box.height - behind };
  if (level === "full") return { x: 0, y: 0, width, height: cardHeight(content) };
  const height = level === "names" ? 26 * scale : 36;
  return { x: 0, y: TITLE - height / 2, width, height };
}

function cardParts(picture: NodePicture, measure: Measure): Child[] {
  const { content, level, ring, selected, direction, scale } = picture;
  const frame = frameOf(picture);
  const parts: Child[] = [];
  if (content.stacked && level !== "blocks")
    parts.push(behind(frame, STACK), behind(frame, STACK / 2));
  const line = (by: number, name: string): Spec =>
    outline(content, grown(frame, by), name, direction);
  if (selected) parts.push(line(1.5, "selection"));
  parts.push(line(0, level === "blocks" ? "card block" : "card"));
  parts.push(line(3, "hover-ring"));
  if (level !== "blocks") parts.push(...bars(content, frame, direction));
  if (level === "full") parts.push(...fullText(content, frame, measure, scale));
  if (level === "names") parts.push(...nameOnly(content, frame, measure, scale));
  if (level === "blocks" && content.state === "failed") parts.push(cross(frame));
  if (ring) parts.push(line(5, "focus-ring"));
  return parts;
}

const grown = ({ x, y, width, height }: Frame, by: number): Frame => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

function outline(content: CardContent, frame: Frame, name: string, direction: Direction): Spec {
  const { x, y, width, height } = frame;
  const own = { key: name };
  if (content.shape === "switch" && !name.endsWith("-ring") && name !== "selection")
    return h("path", { class: name, d: cutCorners(frame) }, [], own);
  const plain = name === "card" ? 4 : 6;
  const rx = content.shape === "round" ? Math.min(RADIUS + 4, height / 2) : plain;
  if (content.shape === "round" && content.bar && direction === "right") {
    // A bar needs a straight side to stand on.
    const [left, right] = content.bar.side === "out" ? [rx, plain] : [plain, rx];
    return h("path", { class: name, d: roundEnds(frame, left, right) }, [], own);
  }
  return h("rect", { class: name, x, y, width, height, rx }, [], own);
}

function roundEnds({ x, y, width, height }: Frame, left: number, right: number): string {
  const corner = (r: number, dx: number, dy: number): string =>
    `a${r} ${r} 0 0 1 ${dx * r} ${dy * r}`;
  const top = `M${x + left} ${y}H${x + width - right}${corner(right, 1, 1)}`;
  const bottom = `V${y + height - right}${corner(right, -1, 1)}H${x + left}`;
  return `${top}${bottom}${corner(left, -1, -1)}V${y + left}${corner(left, 1, -1)}z`;
}

function cutCorners({ x, y, width, height }: Frame): string {
  const [right, bottom] = [x + width, y + height];
  return `M${x + CUT} ${y}H${right - CUT}L${right} ${y + CUT}V${bottom - CUT}L${right - CUT} ${bottom}H${x + CUT}L${x} ${bottom - CUT}V${y + CUT}z`;
}

/** One of the cards behind: only its lower right edges show. */
function behind({ x, y, width, height }: Frame, by: number): Spec {
  const [right, bottom] = [x + width + by, y + height + by];
  const d = `M${x + by + 4} ${bottom}H${right - 4}a4 4 0 0 0 4-4V${y + by + 2}`;
  return h("path", { class: "behind", d }, [], { key: `behind ${by}` });
}

/** Solid for splits and their joins, in three pieces for foreach and its join. */
function bars(content: CardContent, frame: Frame, direction: Direction): Spec[] {
  if (!content.bar) return [];
  const { side, pieces } = content.bar;
  const down = direction === "down";
  const margin = down ? INSET : 6;
  const length = (down ? frame.width : frame.height) - 2 * margin;
  const gap = 3;
  const piece = (length - gap * (pieces - 1)) / pieces;
  const across = down
    ? side === "out"
      ? frame.y + frame.height - 4
      : frame.y + 1
    : side === "out"
      ? frame.x + frame.width - 4
      : frame.x + 1;
  return Array.from({ length: pieces }, (_, i) => {
    const along = (down ? frame.x : frame.y) + margin + i * (piece + gap);
    const place = down
      ? { x: along, y: across, width: piece, height: 3 }
      : { x: across, y: along, width: 3, height: piece };
    return h("rect", { class: "bar", rx: 1, ...place }, [], { key: `bar ${i}` });
  });
}

function fullText(content: CardContent, frame: Frame, measure: Measure, scale: number): Child[] {
  const layout = layoutCard(content, frame.width, measure, scale);
  const texts = layout.texts.map(({ text, face, x, y, end, slot }) =>
    h("text", { class: `face-${face}`, x, y, "text-anchor": end ? "end" : null }, [text], {
      key: `text ${slot}`,
    }),
  );
  return [...layout.glyphs.map((g) => glyphAt(g.glyph, g)), ...texts, ...strip(layout, frame)];
}

function strip(layout: CardLayout, frame: Frame): Spec[] {
  if (!layout.strip) return [];
  const { y, counts } = layout.strip;
  const width = frame.width - 2 * INSET;
  const track = h("rect", { class: "track", x: INSET, y, width, height: 4, rx: 2 }, [], {
    key: "track",
  });
  const pieces = stripPieces(counts, frame.width).map((piece) => {
    const tall = piece.tone === "failed" ? 1 : 0;
    const place = { x: piece.x, y: y - tall, width: piece.width, height: 4 + 2 * tall, rx: 1 };
    return h("rect", { class: `piece fill-${piece.tone}`, ...place }, [], {
      key: `piece ${piece.tone}`,
    });
  });
  return [track, ...pieces];
}

/** Glyph and name on one line, both kept at a readable size. */
function nameOnly(content: CardContent, frame: Frame, measure: Measure, scale: number): Child[] {
  const size = 14 * scale;
  const pad = 7 * scale;
  const middle = frame.y + frame.height / 2;
  const lead = content.lead ?? content.trailing;
  const start = pad + (lead ? size + 5 * scale : 0);
  const face = content.state === "pending" || content.state === "not-taken" ? "pending" : "name";
  const width = (text: string): number => (measure(text, face) / 13) * 12 * scale;
  const full = content.times === null ? content.id : `${content.id} ${content.times}`;
  const room = frame.width - start - (content.bar?.side === "out" ? 6 : 2) - pad / 2;
  const name = width(full) <= room ? full : cutMiddle(content.id, room, width);
  const glyph =
    lead &&
    glyphAt(lead, {
      x: name === "" ? (frame.width - size) / 2 : pad,
      y: middle - size / 2,
      size,
      tone: content.state ?? "quiet",
      slot: "lead",
    });
  const place = { x: start, y: middle + 4 * scale };
  return [
    glyph,
    h("text", { class: `face-${face} small`, ...place }, [name], { key: "text name" }),
  ];
}

function cross(frame: Frame): Spec {
  const [x, y] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  return h("path", { class: "cross", d: `M${x - 7} ${y - 7}l14 14m0-14l-14 14` }, [], {
    key: "cross",
  });
}

function circleParts(picture: NodePicture, measure: Measure): Child[] {
  const { content, level, ring, selected } = picture;
  const circle = (name: string, r: number): Spec =>
    h("circle", { class: name, cx: RADIUS, cy: RADIUS, r }, [], { key: name });
  const inner = content.shape === "double-circle";
  const size = inner ? 13 : 16;
  const at = RADIUS - size / 2;
  return [
    selected && circle("selection", RADIUS + 1.5),
    circle(level === "blocks" ? "card block" : "card", RADIUS),
    inner && circle("inner", 11),
    circle("hover-ring", RADIUS + 3),
    level !== "blocks" &&
      content.lead &&
      glyphAt(content.lead, { x: at, y: at, size, tone: content.state ?? "quiet", slot: "lead" }),
    ...(level === "full" ? circleText(picture, measure) : []),
    ring && circle("focus-ring", RADIUS + 5),
  ];
}

/** The name below the circle, or beside it where the drawing goes down. */
function circleText({ content, direction, scale }: NodePicture, measure: Measure): Spec[] {
  const face = content.state === "pending" ? "pending" : "name";
  const grown = faceScale(face, scale);
  const width = (text: string): number => measure(text, face) * grown;
  const down = direction === "down";
  const name = cutMiddle(content.id, down ? 160 : CIRCLE_NAME, width);
  const place = down ? { x: 36, y: 18.5 } : { x: RADIUS, y: 31 + 14 * grown };
  const anchor = down ? null : "middle";
  const texts = [
    h("text", { class: `face-${face}`, ...place, "text-anchor": anchor }, [name], { key: "name" }),
  ];
  // The gap between circle and name belongs to the node, too.
  const gap = down
    ? { x: RADIUS, y: 0, width: 36 - RADIUS + width(name), height: 2 * RADIUS }
    : { x: RADIUS - width(name) / 2, y: 2 * RADIUS, width: width(name), height: 17 * grown };
  texts.unshift(h("rect", { class: "hit", ...gap }, [], { key: "hit" }));
  if (content.duration !== null) {
    const clock = down
      ? { x: 36 + width(name) + 8, y: 18 }
      : { x: RADIUS, y: 31 + 14 * grown + 15 };
    texts.push(
      h("text", { class: "face-meta", ...clock, "text-anchor": anchor }, [content.duration], {
        key: "duration",
      }),
    );
  }
  return texts;
}
