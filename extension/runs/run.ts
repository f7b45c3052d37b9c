import * as vscode from "vscode";
import { advance } from "../../runtime/core/advance";
import type { FlowShape } from "../../runtime/core/flowShape";
import type { PodsHere, RunPlace } from "../../runtime/core/placedDag";
import type { RunEvent, RunState } from "../../runtime/core/run";
import type { RunPlan } from "./runPlan";
import { RunOutput } from "./runOutput";
import { isActive } from "./runRows";

/** How a run is shown besides its state. */
export interface RunFacts {
  readonly plan: RunPlan;
  readonly shape: FlowShape;
  readonly command: readonly string[];
  readonly notices: readonly string[];
  /** Which steps of a run here become pods; absent: none. */
  readonly pods?: PodsHere;
}

/** Where the run's tasks go. */
export function placeOf({ plan, pods }: RunFacts): RunPlace {
  return { where: plan.where ?? "here", step: plan.step, ...(pods !== undefined && { pods }) };
}

/** One run of this workspace: its state, folded from events, and what it printed. */
export class Run implements vscode.Disposable {
  readonly output: RunOutput;
  private readonly printed = new vscode.EventEmitter<string>();
  private readonly controller = new AbortController();
  /** A piece of output, as it came. */
  readonly onDidPrint = this.printed.event;
  /** The output of a run that an earlier window finished is read from its log when first asked for. */
  outputComplete = true;
  loading: Promise<void> | undefined;

  constructor(
    readonly facts: RunFacts,
    public state: RunState,
    logFile: string,
  ) {
    this.output = new RunOutput(logFile);
  }

  get key(): string {
    return this.state.key;
  }

  get active(): boolean {
    return isActive(this.state);
  }

  /** Aborted when the run is to be cancelled. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  cancel(): void {
    this.controller.abort();
  }

  /** Takes an event in. */
  accept(event: RunEvent): void {
    this.state = advance(this.state, event, this.facts.shape);
    if (event.type === "output") this.print(event);
  }

  /** Takes only what an event printed. */
  print(event: Extract<RunEvent, { type: "output" }>): void {
    this.output.add(event);
    this.printed.fire(event.text);
  }

  dispose(): void {
    this.printed.dispose();
  }
}
