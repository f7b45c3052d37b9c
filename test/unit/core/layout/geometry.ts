import type { Box, Layout, LayoutEdge, Point } from "../../../../runtime/core/layout/types";

/** What is wrong with a drawing, in words: each function lists every place. */

interface Segment {
  readonly edge: LayoutEdge;
  readonly a: Point;
  readonly b: Point;
}

const CLOSE = 0.01;

export function overlappingBoxes(layout: Layout): string[] {
  const boxes = [...layout.nodes].sort(([, a], [, b]) => a.x - b.x);
  const found: string[] = [];
  boxes.forEach(([id, box], i) => {
    for (let k = i + 1; k < boxes.length; k++) {
      const [other, next] = boxes[k]!;
      if (next.x >= box.x + box.width - CLOSE) break;
      if (overlap(box, next)) found.push(`${id} and ${other}`);
    }
  });
  return found;
}

/** Edges through a step; their own two they may only touch at the border. */
export function edgesThroughBoxes(layout: Layout): string[] {
  const found: string[] = [];
  for (const { edge, a, b } of segmentsOf(layout)) {
    for (const [id, box] of layout.nodes) {
      const line = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), ...lengths(a, b) };
      if (overlap(line, box)) found.push(`${edge.from}>${edge.to} through ${id}`);
    }
  }
  return found;
}

export function slantedEdges(layout: Layout): string[] {
  return segmentsOf(layout)
    .filter(({ a, b }) => a.x !== b.x && a.y !== b.y)
    .map(({ edge }) => `${edge.from}>${edge.to}`);
}

/** Places where two edges cross, or run over each other although they share neither end. */
export function crossings(layout: Layout): string[] {
  const segments = segmentsOf(layout);
  const found: string[] = [];
  segments.forEach((one, i) => {
    for (const other of segments.slice(i + 1)) {
      if (one.edge === other.edge) continue;
      const apart = one.edge.from !== other.edge.from && one.edge.to !== other.edge.to;
      if (cross(one, other) || (apart && lieOver(one, other))) {
        found.push(`${one.edge.from}>${one.edge.to} and ${other.edge.from}>${other.edge.to}`);
      }
    }
  });
  return found;
}

/** Boxes, bands, corners and labels that stick out of the drawing. */
export function outside(layout: Layout): string[] {
  const inside = (box: Box): boolean =>
    box.x >= -CLOSE &&
    box.y >= -CLOSE &&
    box.x + box.width <= layout.width + CLOSE &&
    box.y + box.height <= layout.height + CLOSE;
  const parts: [string, Box][] = [...layout.nodes];
  for (const band of layout.bands) parts.push([`band ${band.foreach}`, band.box]);
  for (const edge of layout.edges) {
    const name = `${edge.from}>${edge.to}`;
    for (const p of edge.points) parts.push([name, { ...p, width: 0, height: 0 }]);
    const label = labelBox(edge);
    if (label) parts.push([`label of ${name}`, label]);
  }
  return parts.filter(([, box]) => !inside(box)).map(([name]) => name);
}

/** Labels over steps, over each other, or over edges that have nothing to do with them. */
export function hiddenLabels(layout: Layout): string[] {
  const labels = layout.edges.flatMap((edge) => {
    const box = labelBox(edge);
    return box ? [{ edge, box }] : [];
  });
  const segments = segmentsOf(layout);
  const found: string[] = [];
  labels.forEach(({ edge, box }, i) => {
    const name = `${edge.from}>${edge.to}`;
    for (const [id, step] of layout.nodes) if (overlap(box, step)) found.push(`${name} on ${id}`);
    for (const other of labels.slice(i + 1)) {
      if (overlap(box, other.box)) found.push(`${name} on ${other.edge.from}>${other.edge.to}`);
    }
    for (const { edge: other, a, b } of segments) {
      if (other.from === edge.from || other.to === edge.to) continue;
      const line = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), ...lengths(a, b) };
      if (overlap(line, box)) found.push(`${name} on the line ${other.from}>${other.to}`);
    }
  });
  return found;
}

/** Bands that cut each other, or a step that belongs to neither side of a border. */
export function cutBands(layout: Layout): string[] {
  const found: string[] = [];
  layout.bands.forEach((band, i) => {
    for (const [id, box] of layout.nodes) {
      if (overlap(band.box, box) && !within(box, band.box))
        found.push(`${band.foreach} cuts ${id}`);
    }
    for (const other of layout.bands.slice(i + 1)) {
      if (!overlap(band.box, other.box)) continue;
      if (!within(other.box, band.box)) found.push(`${band.foreach} cuts ${other.foreach}`);
    }
  });
  return found;
}

function labelBox(edge: LayoutEdge): Box | null {
  if (!edge.labelAt) return null;
  const { x, y } = edge.labelAt;
  return { x: x - edge.labelWidth / 2, y: y - 8, width: edge.labelWidth, height: 16 };
}

function segmentsOf(layout: Layout): Segment[] {
  return layout.edges.flatMap((edge) =>
    edge.points.slice(1).map((b, i) => ({ edge, a: edge.points[i]!, b })),
  );
}

function lengths(a: Point, b: Point): { width: number; height: number } {
  return { width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** A line counts with no width; touching borders do not overlap. */
function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width - CLOSE &&
    b.x < a.x + a.width - CLOSE + (a.width === 0 ? 2 * CLOSE : 0) &&
    a.y < b.y + b.height - CLOSE &&
    b.y < a.y + a.height - CLOSE + (a.height === 0 ? 2 * CLOSE : 0) &&
    (a.width > 0 || a.x > b.x + CLOSE) &&
    (a.height > 0 || a.y > b.y + CLOSE)
  );
}

function within(inner: Box, outer: Box): boolean {
  return (
    inner.x >= outer.x - CLOSE &&
    inner.y >= outer.y - CLOSE &&
    inner.x + inner.width <= outer.x + outer.width + CLOSE &&
    inner.y + inner.height <= outer.y + outer.height + CLOSE
  );
}

function cross(one: Segment, other: Segment): boolean {
  const oneLies = one.a.y === one.b.y;
  if (oneLies === (other.a.y === other.b.y)) return false;
  const [lying, standing] = oneLies ? [one, other] : [other, one];
  return (
    strictlyBetween(standing.a.x, lying.a.x, lying.b.x) &&
    strictlyBetween(lying.a.y, standing.a.y, standing.b.y)
  );
}

function lieOver(one: Segment, other: Segment): boolean {
  if (one.a.y === one.b.y && other.a.y === other.b.y) {
    return Math.abs(one.a.y - other.a.y) < CLOSE && share(one.a.x, one.b.x, other.a.x, other.b.x);
  }
  if (one.a.x === one.b.x && other.a.x === other.b.x) {
    return Math.abs(one.a.x - other.a.x) < CLOSE && share(one.a.y, one.b.y, other.a.y, other.b.y);
  }
  return false;
}

function share(a: number, b: number, c: number, d: number): boolean {
  return (
    Math.max(Math.min(a, b), Math.min(c, d)) < Math.min(Math.max(a, b), Math.max(c, d)) - CLOSE
  );
}

function strictlyBetween(value: number, a: number, b: number): boolean {
  return value > Math.min(a, b) + CLOSE && value < Math.max(a, b) - CLOSE;
}
