import type { Dag } from "../../../../runtime/core/dag";
import { dagOf } from "./sample";

/** Numbers in [0, 1), the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let t = state ^ (state >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return ((t ^ (t >>> 15)) >>> 0) / 4294967296;
  };
}

/** A graph as Metaflow demands it: nested splits, foreaches, switches, loops and empty cases. */
export function structured(seed: number, steps: number): Dag {
  return new Writer(random(seed)).write(steps);
}

class Writer {
  private readonly lines: string[] = [];
  private count = 0;

  constructor(private readonly next: () => number) {}

  write(steps: number): Dag {
    this.lines.push("start > first");
    this.chain("first", steps, "end");
    return dagOf(...this.lines);
  }

  /** Steps from `first`, which has no line yet, up to an arrow to `after`. */
  private chain(first: string, steps: number, after: string): void {
    let at = first;
    let left = steps - 1;
    while (left > 0) {
      const kind = this.next();
      const next = kind < 0.4 || left < 4 ? this.step(at) : this.block(at, kind, left);
      left -= next.used;
      at = next.last;
    }
    if (this.next() < 0.1) this.lines.push(`${at} ? again:${at} done:${after}`);
    else this.lines.push(`${at} > ${after}`);
  }

  private step(at: string): { last: string; used: number } {
    const last = this.name("n");
    this.lines.push(`${at} > ${last}`);
    return { last, used: 1 };
  }

  /** A split, foreach or switch after `at`, and the step behind it. */
  private block(at: string, kind: number, left: number): { last: string; used: number } {
    const inner = 1 + Math.floor(this.next() * Math.min(left - 2, 12));
    if (kind < 0.55) {
      const fork = this.name("f");
      const body = this.name("n");
      this.lines.push(`${at} > ${fork}`, `${fork} * ${body}`);
      this.chain(body, inner, `j${fork}`);
      return { last: `j${fork}`, used: inner + 2 };
    }
    const isSwitch = kind > 0.8;
    const fork = this.name("s");
    const last = isSwitch ? this.name("n") : `j${fork}`;
    const branches = 2 + Math.floor(this.next() * 3);
    const heads = Array.from({ length: branches }, () => this.name("n"));
    const empty = isSwitch && this.next() < 0.3;
    const cases = heads.map((head, i) => (isSwitch ? `case${i}:${head}` : head));
    if (empty) cases.push(`none:${last}`);
    this.lines.push(`${at} > ${fork}`, `${fork} ${isSwitch ? "?" : ">"} ${cases.join(" ")}`);
    for (const head of heads) this.chain(head, Math.ceil(inner / branches), last);
    return { last, used: inner + 2 };
  }

  private name(letter: string): string {
    return `${letter}${this.count++}`;
  }
}

/** Any graph at all: arrows between any two steps, loops, parts of their own, no start or end sometimes. */
export function arbitrary(seed: number, steps: number, arrows: number): Dag {
  const next = random(seed);
  const name = (i: number): string => {
    if (i === 0 && next() < 0.9) return "start";
    return i === steps - 1 && seed % 3 > 0 ? "end" : `n${i}`;
  };
  const names = Array.from({ length: steps }, (_, i) => name(i));
  const targets = names.map(() => new Set<string>());
  for (let i = 0; i < arrows; i++) {
    const from = Math.floor(next() * steps);
    // Mostly forward and near, as in a text that is being written.
    const to = next() < 0.85 ? from + 1 + Math.floor(next() * 5) : Math.floor(next() * steps);
    const target = names[to];
    if (target !== undefined) targets[from]?.add(target);
  }
  const lines = names.flatMap((from, i) => {
    const all = [...(targets[i] ?? [])];
    if (all.length === 0) return [];
    if (next() < 0.2) return [`${from} ? ${all.map((to, k) => `c${k}:${to}`).join(" ")}`];
    return [`${from} ${all.length === 1 && next() < 0.1 ? "*" : ">"} ${all.join(" ")}`];
  });
  return dagOf(...lines);
}
