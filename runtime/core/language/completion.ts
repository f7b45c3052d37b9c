import type { Span } from "../text";

/** One thing to insert at the cursor. */
export interface Completion {
  readonly kind: "option" | "value" | "step" | "artifact" | "decorator";
  readonly label: string;
  /** What replaces `replace`; with `snippet`, in the editor's snippet syntax. */
  readonly insert: string;
  readonly snippet: boolean;
  readonly replace: Span;
  /** Beside the label: type and default, the kind of a step, or where an artifact is set. */
  readonly detail: string;
  readonly doc: string | null;
  /** What is to be filled in has completions of its own, which are shown at once. */
  readonly asksValue?: boolean;
}
