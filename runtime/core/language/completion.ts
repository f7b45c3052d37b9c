import type { Span } from "../text";

/** One thing to insert at the cursor. */
export interface Completion {
  readonly kind: "option" | "value" | "step" | "decorator";
  readonly label: string;
  /** What replaces `replace`; with `snippet`, in the editor's snippet syntax. */
  readonly insert: string;
  readonly snippet: boolean;
  readonly replace: Span;
  /** Beside the label: type and default, or the kind of a step. */
  readonly detail: string;
  readonly doc: string | null;
}
