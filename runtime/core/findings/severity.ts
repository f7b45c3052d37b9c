import type { Flow } from "../flow";

/** How loudly the graph of a flow is spoken of; null: not at all. */
export type GraphSeverity = "error" | "hint";

/**
 * A flow that is started must be right. One that nothing starts may be a base class for another
 * file; one that another class of the file extends certainly is.
 */
export function graphSeverity(flow: Flow): GraphSeverity | null {
  if (flow.runnable) return "error";
  return flow.subclassed ? null : "hint";
}
