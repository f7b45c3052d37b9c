import type { DagNode } from "../../runtime/core/dag";
import { h, type Child } from "./tree";

/** The graph as a list of buttons, for whom a list is easier than a drawing. */
export function outlineView(
  nodes: readonly DagNode[],
  names: ReadonlyMap<string, string>,
): readonly Child[] {
  const items = nodes.map((node) => {
    const look = { type: "button", class: "entry", "data-command": "goToSource" };
    return h(
      "li",
      {},
      [h("button", { ...look, "data-for": node.id }, [names.get(node.id) ?? node.id])],
      {
        key: node.id,
      },
    );
  });
  return [h("ul", {}, items)];
}
