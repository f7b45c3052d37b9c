import type { DagSettings } from "../protocol";

/** What survives a reload of the window. `zoom` is null while the view follows the drawing. */
export interface SavedState {
  readonly uri: string;
  readonly flow: string | null;
  readonly zoom: number | null;
  /** Null: as the setting says. */
  readonly direction: DagSettings["direction"] | null;
  readonly legend: boolean;
}

/** State left by another version may lack anything; what is there must have its type. */
export function readSaved(state: unknown): SavedState | null {
  if (typeof state !== "object" || state === null) return null;
  const { uri, flow, zoom, direction, legend } = state as Record<string, unknown>;
  if (typeof uri !== "string") return null;
  const facing = (["auto", "right", "down"] as const).find((known) => known === direction);
  return {
    uri,
    flow: typeof flow === "string" ? flow : null,
    zoom: typeof zoom === "number" && zoom > 0 ? zoom : null,
    direction: facing ?? null,
    legend: legend === true,
  };
}
