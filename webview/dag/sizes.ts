import type { Direction, NodeSize } from "../../runtime/core/layout/types";
import type { CardContent } from "./cardContent";
import { cardHeight, cardWidth, growth } from "./cardLayout";
import type { Measure } from "./measure";
import { RADIUS, STACK } from "./nodeView";

/** From a card's top to its title line, where edges enter and leave. */
const TITLE = 18;
/** Below a circle: its name and a duration. */
const CIRCLE_TEXT = 30;
/** Cards going down are 180 wide: two of them side by side still fit a narrow panel. */
const DOWN_WIDTH = 180;

/** What the layout has to know of one node. */
export function nodeSize(content: CardContent, direction: Direction, measure: Measure): NodeSize {
  const down = direction === "down";
  if (content.shape === "circle" || content.shape === "double-circle") {
    const size = { width: 2 * RADIUS, port: RADIUS, fixed: true };
    if (!down) return { ...size, height: 2 * RADIUS + CIRCLE_TEXT };
    const clock = content.state === null ? 0 : 8 + measure("59m 59s", "meta");
    const beside = 8 + Math.min(160, measure(content.id, "name")) + clock;
    return { ...size, height: 2 * RADIUS, beside: Math.ceil(beside) };
  }
  const behind = content.stacked ? STACK : 0;
  const height = cardHeight(content);
  // Going right, a card may grow downwards without touching an edge, so its room is kept.
  if (!down)
    return {
      width: cardWidth(content, measure) + behind,
      height: height + growth(content) + behind,
      port: TITLE,
    };
  return { width: DOWN_WIDTH, height: height + behind, port: TITLE };
}
