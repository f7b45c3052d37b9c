import type { RunEvent } from "../core/run";
import type { Obstacle, RunRecord, RunRequest, Runner } from "./runner";

/** Runs flows as processes of this machine. */
export const localRunner: Runner = {
  check: checkLocal,
  start: startLocal,
  follow: followLocal,
};

function checkLocal(_request: RunRequest): Promise<readonly Obstacle[]> {
  throw new Error("not yet");
}

function startLocal(_request: RunRequest, _signal: AbortSignal): AsyncIterable<RunEvent> {
  throw new Error("not yet");
}

function followLocal(_record: RunRecord, _signal: AbortSignal): AsyncIterable<RunEvent> {
  throw new Error("not yet");
}

/** What to store when the `started` event came, so that `follow` finds the run again. */
export function runRecord(
  _request: RunRequest,
  _started: Extract<RunEvent, { type: "started" }>,
): Promise<RunRecord> {
  throw new Error("not yet");
}
