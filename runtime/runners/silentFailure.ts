import { constants } from "node:os";
import type { RunEvent } from "../core/run";
import { readExitCode } from "../metaflow/localDatastore";
import type { RunRecord } from "./runner";

/**
 * Gives failures that printed no reason the one that Metaflow recorded in the local datastore:
 * a task killed from outside (by the system when memory runs out, say) prints nothing at all.
 */
export class SilentFailures {
  private runId: string | null = null;
  /** The reason of the run, when a task failed for good without a word. */
  reason: string | null = null;

  constructor(private readonly record: Pick<RunRecord, "datastoreRoot" | "flow" | "kind">) {}

  async explain(events: readonly RunEvent[]): Promise<readonly RunEvent[]> {
    const explained: RunEvent[] = [];
    for (const event of events) {
      if (event.type === "run-id") this.runId = event.runId;
      explained.push(
        event.type === "task-failed" && event.reason === null
          ? await this.explainOne(event)
          : event,
      );
    }
    return explained;
  }

  private async explainOne(event: Extract<RunEvent, { type: "task-failed" }>): Promise<RunEvent> {
    const { datastoreRoot, flow, kind } = this.record;
    // A spin keeps its task in a datastore of its own, without such a record.
    if (this.runId === null || kind === "spin") return event;
    const task = { runId: this.runId, step: event.step, taskId: event.task };
    const code = await readExitCode(datastoreRoot, flow, task);
    if (code === null || code === 0) return event;
    const reason = code < 0 ? killedBy(-code) : `exited with code ${code}`;
    if (event.final) this.reason = `${event.step}: ${reason}`;
    return { ...event, reason };
  }
}

function killedBy(signal: number): string {
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  const told = `killed by ${name ?? `signal ${signal}`}`;
  return name === "SIGKILL" ? `${told}, perhaps out of memory` : told;
}
