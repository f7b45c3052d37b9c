import type { Box, Direction } from "../../runtime/core/layout/types";
import type { Neighbours } from "./nodeWords";

/** Where the arrow keys lead. */
export type Arrow = "ArrowRight" | "ArrowLeft" | "ArrowDown" | "ArrowUp";

/** What each key means when the drawing goes right, and when it goes down. */
const meanings = {
  right: { ArrowRight: "next", ArrowLeft: "previous", ArrowDown: "after", ArrowUp: "before" },
  down: { ArrowDown: "next", ArrowUp: "previous", ArrowRight: "after", ArrowLeft: "before" },
} as const;

const centre = ({ x, y, width, height }: Box): { x: number; y: number } => ({
  x: x + width / 2,
  y: y + height / 2,
});

/**
 * The step that an arrow key moves the focus to: along an edge, or to a sibling (a step that shares
 * an input or an output) on that side, else the nearest step on that side. Null: stay.
 */
export function stepToward(
  arrow: Arrow,
  from: string,
  direction: Direction,
  ways: Neighbours,
  boxes: ReadonlyMap<string, Box>,
): string | null {
  const meaning = meanings[direction][arrow];
  if (meaning === "next") return ways.after.get(from)?.find((step) => step !== from) ?? null;
  if (meaning === "previous") return ways.before.get(from)?.[0] ?? null;
  const siblings = siblingsOf(from, ways);
  const sign = meaning === "after" ? 1 : -1;
  return (
    nearest(from, siblings, sign, direction, boxes) ??
    nearest(from, [...boxes.keys()], sign, direction, boxes, true)
  );
}

function siblingsOf(step: string, { before, after }: Neighbours): string[] {
  const parents = before.get(step) ?? [];
  const children = after.get(step) ?? [];
  return [
    ...parents.flatMap((parent) => after.get(parent) ?? []),
    ...children.flatMap((child) => before.get(child) ?? []),
  ];
}

/** The closest step on one side; with `beside`, only among those that lie across from this one. */
function nearest(
  from: string,
  steps: readonly string[],
  sign: 1 | -1,
  direction: Direction,
  boxes: ReadonlyMap<string, Box>,
  beside = false,
): string | null {
  const own = boxes.get(from);
  if (!own) return null;
  const start = centre(own);
  let best: string | null = null;
  let least = Infinity;
  for (const step of steps) {
    const box = boxes.get(step);
    if (!box || step === from) continue;
    const at = centre(box);
    const right = direction === "right";
    const across = (right ? at.y - start.y : at.x - start.x) * sign;
    const along = Math.abs(right ? at.x - start.x : at.y - start.y);
    if (across <= 1 || (beside && along > (right ? own.width : own.height))) continue;
    if (across + along < least) [best, least] = [step, across + along];
  }
  return best;
}
