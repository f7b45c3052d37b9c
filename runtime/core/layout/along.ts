import type { Measure } from "./metrics";
import type { Net } from "./net";
import type { Route } from "./route";

/** Where columns (`right`) or rows (`down`) begin, and where in the gaps between them edges turn. */
export interface Along {
  readonly starts: Float64Array;
  /** Widest (`right`) or tallest (`down`) step. */
  readonly sizes: Float64Array;
  readonly total: number;
  /** Distance from the end of a step's column to the turn of its fork. */
  readonly forkAt: Float64Array;
  /** Distance from the turn of a join to the begin of its step's column. */
  readonly joinAt: Float64Array;
  /** The same for arrows that run beside the tree. */
  readonly leaveAt: Float64Array;
  readonly arriveAt: Float64Array;
}

/** Sizes the gaps by what happens in them: chains, turns, labels, bundles, bands, lines that pass. */
export function placeAlong(
  net: Net,
  ranks: Int32Array,
  routes: readonly Route[],
  sizes: Float64Array,
  bands: { readonly starts: ReadonlySet<number>; readonly ends: ReadonlySet<number> },
  measure: Measure,
): Along {
  const gaps = new Gaps(net, ranks, sizes.length, measure);
  for (const route of routes) gaps.take(route);
  for (const step of bands.starts) gaps.roomBefore(step, measure.gaps.roomStart);
  for (const step of bands.ends) gaps.roomAfter(step, measure.gaps.roomEnd);
  return gaps.place(sizes);
}

class Gaps {
  private readonly size: Float64Array;
  private readonly start: Float64Array;
  private readonly end: Float64Array;
  private readonly leaving: Int32Array;
  private readonly arriving: Int32Array;
  private readonly forkAt: Float64Array;
  private readonly joinAt: Float64Array;
  private readonly leaveAt: Float64Array;
  private readonly arriveAt: Float64Array;

  constructor(
    net: Net,
    private readonly ranks: Int32Array,
    count: number,
    private readonly measure: Measure,
  ) {
    const steps = net.nodes.length;
    // Gap r lies before rank r; there is one before the first and one after the last.
    this.size = new Float64Array(count + 1).fill(measure.gaps.chain);
    this.start = new Float64Array(count + 1);
    this.end = new Float64Array(count + 1);
    this.leaving = new Int32Array(count + 1);
    this.arriving = new Int32Array(count + 1);
    this.forkAt = new Float64Array(steps).fill(measure.gaps.fork);
    this.joinAt = new Float64Array(steps).fill(measure.gaps.join);
    this.leaveAt = new Float64Array(steps);
    this.arriveAt = new Float64Array(steps);
  }

  take(route: Route): void {
    const { arc, lane, extra } = route;
    const after = (this.ranks[arc.from] ?? 0) + 1;
    const before = this.ranks[arc.to] ?? 0;
    const m = this.measure.gaps;
    if (extra) {
      this.track(this.leaveAt, this.leaving, arc.from, after);
      if (lane) this.track(this.arriveAt, this.arriving, arc.to, before);
      else this.grow(after, this.measure.labelAlong(arc.label) + m.turn);
      return;
    }
    this.grow(after, this.needAfter(route));
    if (arc.label !== null && route.forks) this.forkAt[arc.from] = m.forkLabelled;
    if (route.joins) this.grow(before, m.turn);
    if (route.bundle === "gather") this.grow(before, m.gather);
  }

  roomBefore(step: number, room: number): void {
    const gap = this.ranks[step] ?? 0;
    this.end[gap] = Math.max(this.end[gap] ?? 0, room);
  }

  roomAfter(step: number, room: number): void {
    const gap = (this.ranks[step] ?? 0) + 1;
    this.start[gap] = Math.max(this.start[gap] ?? 0, room);
  }

  place(sizes: Float64Array): Along {
    const starts = new Float64Array(sizes.length);
    const widths = this.size.map(
      (size, gap) => size + (this.start[gap] ?? 0) + (this.end[gap] ?? 0),
    );
    let at = this.edge(0);
    for (let rank = 0; rank < sizes.length; rank++) {
      if (rank > 0) at += (widths[rank] ?? 0) + this.tracks(rank);
      starts[rank] = at;
      at += sizes[rank] ?? 0;
    }
    const total = at + this.edge(sizes.length);
    this.settle();
    const { forkAt, joinAt, leaveAt, arriveAt } = this;
    return { starts, sizes, total, forkAt, joinAt, leaveAt, arriveAt };
  }

  /** What must remain before the first and after the last rank: bands and lines that pass there. */
  private edge(gap: number): number {
    const tracks = this.tracks(gap);
    const m = this.measure.gaps;
    const band = Math.max(this.start[gap] ?? 0, this.end[gap] ?? 0);
    return band + (tracks > 0 ? m.turn + tracks : 0);
  }

  private tracks(gap: number): number {
    const count = (this.leaving[gap] ?? 0) + (this.arriving[gap] ?? 0);
    return count * this.measure.gaps.track;
  }

  private grow(gap: number, size: number): void {
    if (size > (this.size[gap] ?? 0)) this.size[gap] = size;
  }

  /** One track per step and gap: arrows that leave one step, or reach one, share it. */
  private track(at: Float64Array, count: Int32Array, step: number, gap: number): void {
    if ((at[step] ?? 0) > 0) return;
    const next = (count[gap] ?? 0) + 1;
    count[gap] = next;
    at[step] = next;
    this.grow(gap, this.measure.gaps.turn);
  }

  private needAfter(route: Route): number {
    const m = this.measure.gaps;
    const label = route.arc.label;
    if (label === null) {
      if (route.bundle === "fan") return m.fan;
      return route.forks ? m.turn : m.chain;
    }
    const along = this.measure.labelAlong(label);
    const room = route.forks ? m.forkLabelled + 18 : m.join + 9;
    return Math.max(m.labelled, along + room);
  }

  /** Turns the counted tracks into distances; lines beside the tree stay nearest to their steps. */
  private settle(): void {
    const m = this.measure.gaps;
    for (let step = 0; step < this.forkAt.length; step++) {
      const after = (this.ranks[step] ?? 0) + 1;
      const before = this.ranks[step] ?? 0;
      const room = this.start[after] ?? 0;
      const band = this.end[before] ?? 0;
      const passing = (this.leaving[after] ?? 0) * m.track;
      const reaching = (this.arriving[before] ?? 0) * m.track;
      const left = this.leaveAt[step] ?? 0;
      const reached = this.arriveAt[step] ?? 0;
      this.forkAt[step] = (this.forkAt[step] ?? 0) + room + passing;
      this.joinAt[step] = (this.joinAt[step] ?? 0) + band + reaching;
      this.leaveAt[step] = room + m.fork + (left - 1) * m.track;
      this.arriveAt[step] = band + m.join + (reached - 1) * m.track;
    }
  }
}
