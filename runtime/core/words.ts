import type { RunStatus, StepState } from "./run";

/** `4s`, `1m 12s`, `21m`, `3h 05m`: two units, the smaller dropped from ten minutes on. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds}s`;
  const rest = String(seconds % 60).padStart(2, "0");
  if (minutes < 10) return rest === "00" ? `${minutes}m` : `${minutes}m ${rest}s`;
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes}m`;
  return `${hours}h ${String(minutes % 60).padStart(2, "0")}m`;
}

const stateWords: Readonly<Record<StepState, string>> = {
  pending: "pending",
  queued: "waits",
  running: "running",
  succeeded: "succeeded",
  failed: "failed",
  retrying: "retrying",
  cancelled: "cancelled by you",
  unknown: "unknown",
  "not-taken": "not taken",
};

const statusWords: Readonly<Record<RunStatus, string>> = {
  starting: "starting",
  running: "running",
  failing: "failing",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled by you",
  unknown: "unknown",
};

export function stateWord(state: StepState): string {
  return stateWords[state];
}

export function statusWord(status: RunStatus): string {
  return statusWords[status];
}
