import { meetingPoints } from "./deadEnds";
import type { Arc, Net } from "./net";
import {
  inParallel,
  inSeries,
  lastLanes,
  laneBlock,
  NOT_WRITTEN,
  stepBlock,
  type Block,
} from "./block";

/** A graph as a series-parallel tree, and what does not fit into one. */
export interface Decomposition {
  readonly root: Block;
  /** Arrows that get a lane of their own beside the tree, the ones taken out first in front. */
  readonly extra: readonly Arc[];
  /** The tree says more, or other, about the order of steps than the arrows do. */
  readonly bent: boolean;
  /** Pairs of steps of which the first should stand before the second although neither says so. */
  readonly before: readonly (readonly [number, number])[];
}

/** A connection of two steps, with everything that was reduced into it. */
interface Span {
  readonly id: number;
  from: number;
  to: number;
  block: Block;
  steps: number;
  /** Contains the start or the end. */
  main: boolean;
}

/**
 * Reduces the graph, series by series and parallel by parallel, to one block (linear time). Where
 * nothing can be reduced (early exits from nested branches, dead ends while typing, orphans) the
 * least harmful arrow is taken out and reported in `extra`, so every graph is decomposed.
 */
export function decompose(net: Net): Decomposition {
  return new Reduction(net).run();
}

/**
 * How many spans end at each step, and which, if it is one: all numbers combined by XOR are then
 * its number. It stands in for one set per step.
 */
class Ends {
  readonly counts: Int32Array;
  private readonly mixed: Int32Array;

  constructor(size: number) {
    this.counts = new Int32Array(size);
    this.mixed = new Int32Array(size);
  }

  count(step: number): number {
    return this.counts[step] ?? 0;
  }

  only(step: number): number {
    return this.mixed[step] ?? -1;
  }

  put(step: number, span: number): void {
    this.counts[step] = this.count(step) + 1;
    this.mixed[step] = this.only(step) ^ span;
  }

  take(step: number, span: number): void {
    this.counts[step] = this.count(step) - 1;
    this.mixed[step] = this.only(step) ^ span;
  }
}

class Reduction {
  private readonly source: number;
  private readonly sink: number;
  /** Where dead ends lead: not to the end of the flow, so that they stay with their siblings. */
  private readonly nowhere: number;
  private readonly out: Ends;
  private readonly into: Ends;
  private readonly spans: Span[] = [];
  private readonly pairs = new Map<number, Span>();
  private readonly rank: Int32Array;
  private readonly extra: Arc[] = [];
  private readonly before: [number, number][] = [];
  private work: number[] = [];
  private bent = false;

  constructor(private readonly net: Net) {
    const count = net.nodes.length;
    this.source = count;
    this.sink = count + 1;
    this.nowhere = count + 2;
    this.out = new Ends(count + 3);
    this.into = new Ends(count + 3);
    for (const arc of net.forward) this.add(arc.from, arc.to, laneBlock(arc, arc.order), 0, false);
    const order = topological(net);
    this.rank = ranks(net, order);
    const meets = meetingPoints(net, order);
    const out = this.out.counts.slice();
    const start = net.nodes.findIndex((node, i) => node.isStart && this.into.count(i) === 0);
    net.nodes.forEach((node, i) => {
      const written = node.isStart ? -1 : i;
      if (this.into.count(i) === 0) {
        this.add(this.source, i, laneBlock(null, written), 0, false);
        // Parts that nothing leads to stand beside the first card, not beside the start.
        if (start >= 0 && i !== start) this.before.push([start, i]);
      }
      if ((out[i] ?? 0) > 0) return;
      const meet = meets[i] ?? -1;
      if (meet >= 0) this.bent = true;
      const to = node.isEnd ? this.sink : meet >= 0 ? meet : this.nowhere;
      this.add(i, to, laneBlock(null, NOT_WRITTEN), 0, false);
    });
    this.work = order;
  }

  run(): Decomposition {
    this.reduce();
    while (this.pairs.size > 1 && this.relax()) this.reduce();
    const [last] = this.pairs.values();
    const inner = last?.block ?? laneBlock(null, 0);
    const root = inSeries(laneBlock(null, 0), stepBlock(-1), inner);
    return {
      root,
      extra: this.extra,
      bent: this.bent || this.before.length > 0,
      before: this.before,
    };
  }

  private add(from: number, to: number, block: Block, steps: number, main: boolean): void {
    const key = from * (this.nowhere + 1) + to;
    const known = this.pairs.get(key);
    if (known) {
      known.block = inParallel(known.block, block);
      known.steps += steps;
      known.main ||= main;
    } else {
      const span = { id: this.spans.length, from, to, block, steps, main };
      this.spans.push(span);
      this.pairs.set(key, span);
      this.out.put(from, span.id);
      this.into.put(to, span.id);
    }
    this.work.push(from, to);
  }

  private remove(span: Span): void {
    this.pairs.delete(span.from * (this.nowhere + 1) + span.to);
    this.out.take(span.from, span.id);
    this.into.take(span.to, span.id);
    this.work.push(span.from, span.to);
  }

  private reduce(): void {
    for (const node of this.work) {
      if (node >= this.source) continue;
      if (this.into.count(node) !== 1 || this.out.count(node) !== 1) continue;
      const a = this.spans[this.into.only(node)];
      const b = this.spans[this.out.only(node)];
      if (!a || !b) continue;
      this.remove(a);
      this.remove(b);
      const block = inSeries(a.block, stepBlock(node), b.block);
      const { isStart = false, isEnd = false } = this.net.nodes[node] ?? {};
      const main = a.main || b.main || isStart || isEnd;
      this.add(a.from, b.to, block, a.steps + b.steps + 1, main);
    }
    this.work = [];
  }

  /** Takes out or re-attaches the span that blocks; false when there is none (the graph is reduced). */
  private relax(): boolean {
    let best: Span | null = null;
    let least = Infinity;
    for (const span of this.pairs.values()) {
      if (!this.canMove(span)) continue;
      const cost = this.cost(span);
      if (cost >= least) continue;
      least = cost;
      best = span;
    }
    if (!best) return false;
    this.bent = true;
    this.remove(best);
    if (best.steps === 0) this.takeOut(best.block);
    else if (best.from === this.source && best.to < this.source) this.attachHead(best);
    else this.attachTail(best);
    return true;
  }

  /** Without it, both of its ends must still be on a way through the graph. */
  private canMove(span: Span): boolean {
    if (this.out.count(span.from) < 2) return false;
    if (span.to === this.nowhere) return true;
    if (span.from === this.source && span.to === this.sink) return false;
    return this.into.count(span.to) > 1;
  }

  /** First what has no arrow there anyway, then single arrows, then branches with steps; long before short. */
  private cost(span: Span): number {
    const length = (this.rank[span.to] ?? 0) - (this.rank[span.from] ?? 0);
    const kind = span.from === this.source || span.to >= this.sink ? 0 : span.steps === 0 ? 1 : 2;
    return (span.main ? 3 : kind) * 1e9 + span.steps * 1e5 - length;
  }

  private takeOut(block: Block): void {
    for (const lane of lastLanes(block)) {
      if (lane.arc) this.extra.push(lane.arc);
      lane.arc = null;
    }
  }

  /** Lets a branch end at a nearer step; its own last arrow gets a lane beside the tree. */
  private attachTail(span: Span): void {
    this.takeOut(span.block);
    const needed = (this.rank[span.from] ?? 0) + span.steps;
    const others = [...this.pairs.values()]
      .filter((one) => one.from === span.from)
      .sort((a, b) => this.rankOf(a.to) - this.rankOf(b.to));
    const nearest = (others.find((other) => this.rankOf(other.to) > needed) ?? others.at(-1))?.to;
    // A part of its own stays beside the whole graph, not beside a piece of it.
    const target = span.from === this.source ? this.sink : (nearest ?? this.sink);
    this.add(span.from, target, span.block, span.steps, span.main);
  }

  /** Lets steps that nothing leads to stand beside the other ways to their target. */
  private attachHead(span: Span): void {
    const others = [...this.pairs.values()]
      .filter((one) => one.to === span.to)
      .sort((a, b) => this.rankOf(a.from) - this.rankOf(b.from));
    const from = others.at(-1)?.from ?? this.source;
    span.block.order += NOT_WRITTEN;
    this.add(from, span.to, span.block, span.steps, span.main);
  }

  private rankOf(node: number): number {
    return this.rank[node] ?? 0;
  }
}

function topological(net: Net): number[] {
  const out: number[][] = net.nodes.map(() => []);
  const open = new Int32Array(net.nodes.length);
  for (const arc of net.forward) {
    out[arc.from]?.push(arc.to);
    open[arc.to] = (open[arc.to] ?? 0) + 1;
  }
  const order: number[] = [];
  net.nodes.forEach((_, i) => {
    if (open[i] === 0) order.push(i);
  });
  for (const node of order) {
    for (const to of out[node] ?? []) {
      const left = (open[to] ?? 0) - 1;
      open[to] = left;
      if (left === 0) order.push(to);
    }
  }
  return order;
}

/** Longest path from a root; the source is before all steps, the sink after all. */
function ranks(net: Net, order: readonly number[]): Int32Array {
  const count = net.nodes.length;
  const rank = new Int32Array(count + 3);
  const out: number[][] = net.nodes.map(() => []);
  for (const arc of net.forward) out[arc.from]?.push(arc.to);
  for (const node of order) {
    for (const to of out[node] ?? []) rank[to] = Math.max(rank[to] ?? 0, (rank[node] ?? 0) + 1);
  }
  rank[count] = -1;
  rank[count + 1] = count;
  rank[count + 2] = count;
  return rank;
}
