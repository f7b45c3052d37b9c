import { INSET } from "./cardLayout";
import type { TaskCounts } from "./progress";

/** One coloured piece of the progress strip, in pixels from the card's left edge. */
export interface StripPiece {
  readonly tone: "succeeded" | "failed" | "running";
  readonly x: number;
  readonly width: number;
}

/** The pieces of a strip in a card of `width`: in proportion, but none under 3 px, 1 px apart. */
export function stripPieces(counts: TaskCounts, width: number): StripPiece[] {
  const room = width - 2 * INSET;
  const active = counts.running + counts.retrying;
  const parts = [
    { tone: "succeeded", count: counts.succeeded },
    { tone: "failed", count: counts.failed },
    { tone: "running", count: active },
  ] as const;
  const shown = parts.filter(({ count }) => count > 0);
  const wanted = shown.map(({ count }) => Math.max(3, (room * count) / counts.total - 1));
  const excess = wanted.reduce((sum, w) => sum + w + 1, -1) - room;
  const widest = wanted.indexOf(Math.max(...wanted));
  let x = INSET;
  return shown.map(({ tone }, i) => {
    const own = (wanted[i] ?? 0) - (i === widest ? Math.max(0, excess) : 0);
    const piece = { tone, x, width: own };
    x += own + 1;
    return piece;
  });
}
