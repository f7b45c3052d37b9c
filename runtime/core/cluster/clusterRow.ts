import type { TaskState } from "../run";

/** One row of a tree, as far as it is text. */
export interface ClusterRow {
  /** Unique in the tree, the same as long as the row stands for the same thing. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** What its icon stands for; null: the row has none. */
  readonly look: TaskState | "flow" | "run" | null;
  /** Words by which menus know what can be done with it, the first one its kind. */
  readonly can: readonly string[];
  readonly open: "open" | "closed" | "leaf";
  readonly subject: ClusterSubject;
}

/** What a row stands for: commands get this. */
export type ClusterSubject =
  | { readonly type: "left" }
  | { readonly type: "flow"; readonly flow: string }
  | { readonly type: "run"; readonly flow: string; readonly run: string }
  | {
      readonly type: "step" | "folded";
      readonly flow: string;
      readonly run: string;
      readonly step: string;
    }
  | { readonly type: "pod" | "older"; readonly key: string }
  | { readonly type: "event"; readonly key: string; readonly index: number }
  | { readonly type: "container"; readonly key: string; readonly container: string };

/** `3 pods`, `1 pod`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** Joins what there is to say with ` · `. */
export function say(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}
