import type { Direction, LayoutOptions, NodeSize } from "./types";

/**
 * Distances in pixels. "Along" is the direction of the graph (x for `right`), "across" the other
 * one. The numbers were measured on the drawing's reference picture.
 */
export interface Metrics {
  /** Along, between a step and the next one. */
  readonly chain: number;
  /** … where an edge turns between them. */
  readonly turn: number;
  /** … into and out of a foreach body. */
  readonly fan: number;
  readonly gather: number;
  /** … the least where a label stands. */
  readonly labelled: number;
  /** From a step to the turn of its fork, without and with labels, and from a join's turn to it. */
  readonly fork: number;
  readonly forkLabelled: number;
  readonly join: number;
  /** Between two edges that turn beside each other. */
  readonly track: number;
  /** Across, between branches; two bands may be closer. */
  readonly lane: number;
  readonly bandLane: number;
  /** Between parts of the graph that nothing connects. */
  readonly part: number;
  /** From the cards to the border of their band: across before and after, along before and after. */
  readonly bandBefore: number;
  readonly bandAfter: number;
  readonly bandStart: number;
  readonly bandEnd: number;
  /** Bands need this much more along, beyond a gap's usual size. */
  readonly roomStart: number;
  readonly roomEnd: number;
}

const RIGHT: Metrics = {
  chain: 24,
  turn: 28,
  fan: 32,
  gather: 34,
  labelled: 58,
  fork: 14,
  forkLabelled: 12,
  join: 14,
  track: 8,
  lane: 24,
  bandLane: 16,
  part: 48,
  bandBefore: 30,
  bandAfter: 14,
  bandStart: 9,
  bandEnd: 9,
  roomStart: 0,
  roomEnd: 0,
};

const DOWN: Metrics = {
  chain: 18,
  turn: 30,
  fan: 30,
  gather: 30,
  labelled: 50,
  fork: 15,
  forkLabelled: 14,
  join: 16,
  track: 8,
  lane: 24,
  bandLane: 8,
  part: 48,
  bandBefore: 8,
  bandAfter: 8,
  bandStart: 38,
  bandEnd: 9,
  roomStart: 38,
  roomEnd: 8,
};

export const LABEL_HEIGHT = 16;
/** A longer label has to be cut. */
const LABEL_MOST = 140;
/** A loop runs this far from its card; the next one beside it a little further. */
export const LOOP = 20;

/** A card of one line, for a step whose size nobody told. */
const UNKNOWN_SIZE: NodeSize = { width: 100, height: 36, port: 18 };

/** Everything about sizes that depends on the direction, in one place. */
export class Measure {
  readonly gaps: Metrics;
  private readonly direction: Direction;
  private readonly textWidth: (label: string) => number;

  constructor(
    options: LayoutOptions,
    private readonly sizes: ReadonlyMap<string, NodeSize>,
  ) {
    this.direction = options.direction;
    this.gaps = options.direction === "right" ? RIGHT : DOWN;
    this.textWidth = options.labelWidth ?? ((label) => 11 + 6 * label.length);
  }

  get right(): boolean {
    return this.direction === "right";
  }

  size(id: string): NodeSize {
    const size = this.sizes.get(id);
    if (!size || !(size.width > 0) || !(size.height > 0)) return UNKNOWN_SIZE;
    return size;
  }

  labelWidth(label: string | null): number {
    return label === null ? 0 : Math.min(LABEL_MOST, Math.ceil(this.textWidth(label)));
  }

  /** Half of what a label takes across. */
  labelAcross(label: string | null): number {
    if (label === null) return 0;
    return (this.right ? LABEL_HEIGHT : this.labelWidth(label)) / 2;
  }

  /** What a label takes along. */
  labelAlong(label: string | null): number {
    return this.right ? this.labelWidth(label) : LABEL_HEIGHT;
  }
}
