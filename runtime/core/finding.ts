import type { Span } from "./text";

export type Severity = "error" | "warning" | "info" | "hint";

/** Replaces a span of the text; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** An edit with all that belongs to it; none touches another. */
export interface Fix extends Edit {
  readonly title: string;
  readonly also?: readonly Edit[];
}

/**
 * One thing said about a flow. `error` means that this Metaflow will certainly refuse it; `warning`
 * that it runs, but not as written; `info` and `hint` depend on the environment.
 */
export interface Finding {
  /** Stable id, documented in docs/rules.md: `graph/unknown-step`, `kubernetes/cpu` … */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly flow: string | null;
  readonly step: string | null;
  /**
   * Metaflow's name for it: the check (`check_unknown_transitions`), the exception class for what
   * fails at import, `kubernetes` for what the decorator refuses; null for our own advice.
   */
  readonly metaflow: string | null;
  /** Other places, of this file or of one of its `sources`. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  /** What mends it, for a quick fix. */
  readonly fix?: Fix;
  /**
   * Metaflow would refuse this too, but it goes away by mending another finding of the same flow:
   * an editor shows it quietly, so that the cause stands out.
   */
  readonly consequence?: true;
}
