import type * as vscode from "vscode";
import type { RunPlace } from "../../runtime/core/placedDag";
import type { RunState } from "../../runtime/core/run";
import type { RunChoice } from "../../webview/protocol";
import type { Disposable } from "../disposable";
import { runDescription } from "../runs/runRows";

/** A run that is none of this workspace's own, drawn by the panel that it is given to. */
export interface RunElsewhere extends Disposable {
  readonly key: string;
  readonly state: RunState;
  readonly place: RunPlace;
  /** Its state is another one. */
  readonly onDidChange: vscode.Event<void>;
  /** Told whether it can be seen: it is watched only then. */
  watch(isSeen: boolean): void;
  cancel(): void;
  /** Shows the pods of a step, or of them all. */
  showPods(step: string | null): void;
}

/** How it is listed among the runs that can be drawn. */
export function choiceElsewhere({ key, state, place }: RunElsewhere, now: number): RunChoice {
  return { key, label: state.runId ?? key, description: runDescription(state, now), place };
}
