import type { NodeKind } from "../../runtime/core/graph";

/** How a step's type is said and drawn in a tree, without colour. */
export interface KindLook {
  readonly word: string;
  /** A codicon. */
  readonly icon: string;
}

const looks: Record<NodeKind, KindLook> = {
  start: { word: "start", icon: "circle-large" },
  end: { word: "end", icon: "record" },
  linear: { word: "", icon: "symbol-method" },
  split: { word: "split", icon: "repo-forked" },
  foreach: { word: "foreach", icon: "layers" },
  "split-switch": { word: "switch", icon: "debug-breakpoint-log-unverified" },
  join: { word: "join", icon: "git-merge" },
};

/** Word and icon of a step's type; a step outside the graph has neither. */
export function kindLook(kind: NodeKind | null): KindLook {
  return kind === null ? { word: "no transition", icon: "question" } : looks[kind];
}

/** `3 steps`, `1 step`. */
export function countOf(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
