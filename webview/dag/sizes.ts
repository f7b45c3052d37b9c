import type { Direction, NodeSize } from "../../runtime/core/layout/types";
import type { CardContent } from "./cardContent";
import { cardHeight, cardWidth, growth } from "./cardLayout";
import type { Measure } from "./measure";
import { RADIUS, STACK } from "./nodeView";

/** From a card's top to its title line, where edges enter and leave. */
const TITLE = 18;
/** Below a circle: its name and a duration. */
const CIRCLE_TEXT = 30;
/** Cards going down are 180 wide, or as wide as the widest. */
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
  const width = cardWidth(content, measure);
  const height = cardHeight(content);
  // Going right, a card may grow downwards without touching an edge, so its room is kept.
  if (!down)
    return { width: width + behind, height: height + growth(content) + behind, port: TITLE };
  return { width: width + behind, height: height + behind, port: TITLE };
}

/** Going down, all cards are equally wide, so that their texts stand in straight columns. */
export function alignWidths(sizes: Map<string, NodeSize>): void {
  const cards = [...sizes].filter(([, size]) => !size.fixed);
  const width = Math.max(DOWN_WIDTH, ...cards.map(([, size]) => size.width));
  for (const [id, size] of cards) sizes.set(id, { ...size, width });
}
