import type { Dag } from "../runtime/core/dag";
import type { RunPlace } from "../runtime/core/placedDag";
import type { RunState } from "../runtime/core/run";

/**
 * Everything that passes between the extension host and the DAG panel. Values are plain JSON.
 * The host answers every request exactly once (see rpc.ts).
 */

/** What the panel shows, told by the host whenever it changes. */
export interface DagView {
  /** The panel's document, for its own restored state. */
  readonly uri: string;
  /** Null when the file declares no flow, or never parsed. */
  readonly dag: Dag | null;
  /** Set when the text is broken and `dag` is the last good one. */
  readonly stale: { readonly line: number; readonly message: string } | null;
  /** All flows of the file, when there is a choice. */
  readonly flows: readonly string[];
  /** The flow that was shown, when the file has others but not this one any more. */
  readonly missing: string | null;
  /** Node under the editor's cursor. */
  readonly selected: string | null;
  /** False in an untrusted workspace: nothing can be run. */
  readonly canRun: boolean;
}

/** Told by the host. */
export interface HostEvents {
  readonly view: DagView;
  readonly selected: { readonly step: string | null };
  /** The run whose states are drawn; null: from the text. */
  readonly run: RunState | null;
  /** Runs that can be chosen, newest first. */
  readonly runs: readonly RunChoice[];
  readonly settings: DagSettings;
}

export interface RunChoice {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly place: RunPlace;
}

export interface DagSettings {
  readonly direction: "auto" | "right" | "down";
  readonly reduceMotion: boolean;
}

/** Asked by the panel, answered by the host. */
export interface HostRequests {
  /** The page is ready: send everything. */
  readonly ready: { readonly params: null; readonly result: null };
  /** Show the step's `def` in the editor; true when found. */
  readonly openStep: { readonly params: { readonly step: string }; readonly result: boolean };
  readonly openLine: { readonly params: { readonly line: number }; readonly result: boolean };
  readonly runStep: { readonly params: { readonly step: string }; readonly result: null };
  readonly runFlow: { readonly params: null; readonly result: null };
  readonly cancelRun: { readonly params: { readonly key: string }; readonly result: null };
  readonly showLog: { readonly params: { readonly step: string | null }; readonly result: null };
  /** Show the pods of the run's step in the view Cluster. */
  readonly showPods: { readonly params: { readonly step: string }; readonly result: null };
  readonly showCards: { readonly params: { readonly step: string }; readonly result: null };
  readonly chooseRun: { readonly params: { readonly key: string | null }; readonly result: null };
  readonly chooseFlow: { readonly params: { readonly flow: string }; readonly result: null };
  readonly createSample: { readonly params: null; readonly result: null };
  /** Let the user pick a flow of the workspace and show it. */
  readonly openFlow: { readonly params: null; readonly result: null };
}
