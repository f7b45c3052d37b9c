import type { LayoutEdge, Point } from "./types";

/** How far an edge's line ends before the tip, so that it does not show beside the head. */
const HEAD_TRIM = 4;
const HEAD_LENGTH = 5;
const HEAD_HALF = 3.5;
/** Distance of a bundle's outer hairlines from the middle one. */
const SPREAD = 4;

/**
 * An SVG path along orthogonal `points` with rounded corners; it ends `trim` before the last point.
 * A corner between short pieces gets a smaller radius. Fewer than two points give "".
 */
export function edgePath(points: readonly Point[], radius: number, trim = 0): string {
  const first = points[0];
  const last = points.at(-1);
  const beforeLast = points.at(-2);
  if (!first || !last || !beforeLast) return "";
  const end = toward(last, beforeLast, Math.min(trim, distance(last, beforeLast)));
  let path = `M${pair(first)}`;
  for (let i = 1; i + 1 < points.length; i++) {
    const [before, corner, after] = [points[i - 1], points[i], points[i + 1]];
    if (!before || !corner || !after) continue;
    const r = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    path += `L${pair(toward(corner, before, r))}Q${pair(corner)} ${pair(toward(corner, after, r))}`;
  }
  return `${path}L${pair(end)}`;
}

/** The filled triangle (5 × 7) at the end of an edge. */
export function arrowHead(points: readonly Point[]): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return "";
  const base = toward(tip, before, HEAD_LENGTH);
  const length = distance(tip, before) || 1;
  const side = {
    x: (-(tip.y - before.y) / length) * HEAD_HALF,
    y: ((tip.x - before.x) / length) * HEAD_HALF,
  };
  const a = { x: base.x + side.x, y: base.y + side.y };
  const b = { x: base.x - side.x, y: base.y - side.y };
  return `M${pair(a)}L${pair(tip)}L${pair(b)}z`;
}

/** All lines of one edge without its head: one path, or the three of a bundle. */
export function edgePaths(
  edge: Pick<LayoutEdge, "points" | "bundle">,
  radius: number,
): readonly string[] {
  if (edge.bundle === null) return [edgePath(edge.points, radius, HEAD_TRIM)];
  return [-SPREAD, 0, SPREAD].map((offset) =>
    edge.bundle === "fan"
      ? fanPath(edge.points, offset, radius)
      : gatherPath(edge.points, offset, radius),
  );
}

/** A hairline that leaves the common start and runs beside the line's last piece up to the target. */
function fanPath(points: readonly Point[], offset: number, radius: number): string {
  const tip = points.at(-1);
  const before = points.at(-2);
  if (!tip || !before) return "";
  const length = distance(tip, before);
  const spread = aside(before, tip, offset, Math.min(12, length / 2));
  // The outer lines pass the head and go on to the card; the middle one ends in it.
  const end = aside(before, tip, offset, length - (offset === 0 ? HEAD_TRIM : 1));
  const lead = points.length > 2 ? edgePath(points.slice(0, -1), radius) : `M${pair(before)}`;
  return `${lead}${ease(before, spread, before, tip)}L${pair(end)}`;
}

/** A hairline that runs beside the line's first piece and meets the others before the next corner or the head. */
function gatherPath(points: readonly Point[], offset: number, radius: number): string {
  const [start, next] = points;
  if (!start || !next) return "";
  const length = distance(start, next);
  const straight = points.length === 2;
  const meet = toward(start, next, length - (straight ? HEAD_TRIM : radius));
  const leave = aside(start, next, offset, Math.max(0, distance(start, meet) - 9));
  const line = `M${pair(aside(start, next, offset, 0))}L${pair(leave)}${ease(leave, meet, start, next)}`;
  if (straight) return line;
  return line + edgePath([meet, ...points.slice(1)], radius, HEAD_TRIM).replace(/^M/, "L");
}

/** An S-curve between two points whose ends both run in the direction `from` to `to`. */
function ease(a: Point, b: Point, from: Point, to: Point): string {
  const length = distance(from, to) || 1;
  const along = ((b.x - a.x) * (to.x - from.x) + (b.y - a.y) * (to.y - from.y)) / length;
  const dx = ((to.x - from.x) / length) * along;
  const dy = ((to.y - from.y) / length) * along;
  const c1 = { x: a.x + dx * 0.58, y: a.y + dy * 0.58 };
  const c2 = { x: b.x - dx * 0.58, y: b.y - dy * 0.58 };
  return `C${pair(c1)} ${pair(c2)} ${pair(b)}`;
}

/** The point `along` on the way from `from` to `to`, moved sideways by `offset`. */
function aside(from: Point, to: Point, offset: number, along: number): Point {
  const on = toward(from, to, along);
  const length = distance(from, to) || 1;
  return {
    x: on.x - ((to.y - from.y) / length) * offset,
    y: on.y + ((to.x - from.x) / length) * offset,
  };
}

function toward(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return {
    x: from.x + ((to.x - from.x) / length) * by,
    y: from.y + ((to.y - from.y) / length) * by,
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Two decimals are finer than any screen and keep the page small. */
function pair(p: Point): string {
  return `${Math.round(p.x * 100) / 100} ${Math.round(p.y * 100) / 100}`;
}
