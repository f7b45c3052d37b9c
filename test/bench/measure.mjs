// Timing, and the shape of a benchmark's result.
import { performance } from "node:perf_hooks";

/**
 * A line of the table. `budget` and `measured` in the unit of `unit`; `rival` is what the same work
 * costs elsewhere, measured in the same run, or null.
 * @typedef {{ what: string, budget: number | null, measured: number, unit: "ms" | "kB",
 *   rival?: { what: string, cost: number, atLeast?: number, atMost?: number }, note?: string }} Row
 */

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median milliseconds of `work(i)`, after a tenth of the rounds as warm-up. */
export function time(rounds, work) {
  const warm = Math.ceil(rounds / 10);
  for (let i = 0; i < warm; i++) work(i);
  const taken = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    work(warm + i);
    taken.push(performance.now() - start);
  }
  return median(taken);
}

/** As `time`, for work that returns a promise; without warm-up. */
export async function timeAsync(rounds, work) {
  const taken = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    const own = await work(i);
    taken.push(typeof own === "number" ? own : performance.now() - start);
  }
  return median(taken);
}
