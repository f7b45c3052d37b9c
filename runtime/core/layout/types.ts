import type { DagEdge } from "../dag";

export type Direction = "right" | "down";

/** What a drawn step needs, in pixels. The box includes everything that belongs to it (the cards behind a foreach body). */
export interface NodeSize {
  readonly width: number;
  readonly height: number;
  /**
   * `right`: from the top of the box to the line on which edges enter and leave (18 for a card, the
   * radius for a circle). `down`: not used, edges enter and leave in the middle.
   */
  readonly port: number;
  /** Circles keep their width; cards are widened to the widest of their column (`right`) or row (`down`). */
  readonly fixed?: boolean;
  /** Room to the right of the box, outside it, that nothing else may use (`down`: a circle's name). */
  readonly beside?: number;
}

export interface LayoutOptions {
  readonly direction: Direction;
  /** Foreach steps whose band is folded into one card under the foreach step's name. */
  readonly collapsed?: ReadonlySet<string>;
  /** Width of an edge label's pill; without it, it is estimated from the number of characters. */
  readonly labelWidth?: (label: string) => number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/**
 * The geometry of one graph, in pixels from the top left corner, without any margin. Everything
 * (boxes, bands, edges, labels) lies inside `width` × `height`.
 */
export interface Layout {
  readonly direction: Direction;
  readonly width: number;
  readonly height: number;
  /** By step name; steps inside a collapsed band are missing. `width` may exceed the width asked for. */
  readonly nodes: ReadonlyMap<string, Box>;
  readonly edges: readonly LayoutEdge[];
  /** Outer bands before the ones inside them. */
  readonly bands: readonly Band[];
}

/**
 * One arrow. Edges of one fork run over each other on their common first piece, edges into one step
 * on their common last piece, so drawing them in the order not taken, not walked, walked, live
 * gives shared pieces and heads the strongest look.
 */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: DagEdge["kind"];
  /** Several cases of one switch that lead to one step: `a, b`. */
  readonly label: string | null;
  /** Corners of an orthogonal line, from the border of `from` to the arrow's tip at the border of `to`. */
  readonly points: readonly Point[];
  /** Centre of the label. */
  readonly labelAt: Point | null;
  /** Room for the label's pill; longer labels have to be cut. 0 without a label. */
  readonly labelWidth: number;
  /** Drawn as three hairlines that spread from the foreach (`fan`) or meet at its join (`gather`). */
  readonly bundle: "fan" | "gather" | null;
}

/** The area of a foreach, from its step to its join. */
export interface Band {
  readonly foreach: string;
  readonly join: string;
  readonly box: Box;
  /** 0 for an outermost band. */
  readonly depth: number;
  /** `right`: left end of the caption, at half its height. `down`: its centre, on the entering edge. */
  readonly caption: Point;
}
