import { readdir, readFile } from "node:fs/promises";
import { stripAnsi } from "../../../runtime/core/runnerOutput";
import type { RunEvent } from "../../../runtime/core/run";
import type { RunRequest } from "../../../runtime/runners/runner";
import type { Bench, Watched } from "../local/localRun";
import { watchInDocker } from "./dockerRun";

/** Pids of the processes whose command line has all the words. */
export async function processesWith(...words: readonly string[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const line = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (words.every((word) => line.includes(word))) found.push(Number(name));
  }
  return found;
}

/** A task in its container has begun to wait. */
export const saysWaiting = (event: RunEvent): boolean =>
  event.type === "output" && event.step === "wait" && /\bwaiting$/m.test(stripAnsi(event.text));

const pidOf = (events: readonly RunEvent[]): number => {
  const started = events.find((event) => event.type === "started");
  return started?.pid ?? 0;
};

/** Runs the flow that never ends; calls `act` once both of its tasks wait in their containers. */
export async function runWaiting(
  bench: Bench,
  request: RunRequest,
  act: (pid: number) => Promise<void> | void,
  signal = new AbortController().signal,
): Promise<Watched> {
  const seen: RunEvent[] = [];
  let waiting = 0;
  return watchInDocker(
    bench,
    request,
    (event) => {
      seen.push(event);
      if (!saysWaiting(event)) return;
      waiting++;
      if (waiting === 2) void act(pidOf(seen));
    },
    signal,
  );
}
