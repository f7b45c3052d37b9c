import { appendFile } from "node:fs/promises";
import { homedir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { cancelMark } from "../core/runnerOutput";
import type { RunEvent } from "../core/run";
import { commandLine } from "../metaflow/commandLine";
import { readConfiguration } from "../metaflow/configuration";
import { datastoreRoot } from "../metaflow/workingFolder";
import { isAlive, processStart } from "../process/identity";
import type { Exit } from "../process/spawn";
import { startProgram } from "../process/spawn";
import { defaultGrace, stopGroup } from "../process/stop";
import { checkLocal } from "./checkLocal";
import { baseEnvironment, localEnvironment } from "./environment";
import { followRun } from "./follow";
import type { RunRecord, RunRequest, Runner } from "./runner";
import { onlyFlow } from "./startedFlow";

/** Runs flows as processes of this machine. */
export const localRunner: Runner = {
  check: checkLocal,
  start: startLocal,
  follow: followLocal,
};

/** Milliseconds between two looks at a process that is not our child. */
const lookInterval = 300;

function startLocal(request: RunRequest, signal: AbortSignal): AsyncIterable<RunEvent> {
  return startWith(request, commandLine(request), signal);
}

/** Starts the request's Python with these arguments and tells of it as of a flow that runs. */
export async function* startWith(
  request: RunRequest,
  args: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const base = baseEnvironment(request, process.env);
  const configuration = await readConfiguration(request.cwd, base, base["HOME"] ?? homedir());
  const startedAt = Date.now();
  const started = await startProgram({
    command: request.python ?? "python3",
    args,
    cwd: request.cwd,
    env: localEnvironment(request, process.env, configuration),
    logFile: request.logFile,
  });
  const record = await recordOf(request, { ...started.id, startedAt });
  yield* watch(record, started.exit, signal);
}

async function* followLocal(record: RunRecord, signal: AbortSignal): AsyncGenerator<RunEvent> {
  yield* watch(record, goneOf(record), signal);
}

/** Tells of a run; ends it when the user cancels it, or when another flow than asked for began. */
async function* watch(
  record: RunRecord,
  exit: Promise<Exit | null>,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const wrong = new AbortController();
  const cancelled = cancelOnAbort(record, AbortSignal.any([signal, wrong.signal]));
  const events = followRun(record, afterCancel(withoutOrphans(record, exit), cancelled));
  yield* onlyFlow(events, record.flow, () => {
    wrong.abort();
  });
}

/** What to store when the `started` event came, so that `follow` finds the run again. */
export async function runRecord(
  request: RunRequest,
  started: Extract<RunEvent, { type: "started" }>,
): Promise<RunRecord> {
  const start = await processStart(started.pid);
  return recordOf(request, { pid: started.pid, start, startedAt: started.at });
}

/**
 * Ends a run and everything it started: SIGINT to its process group, then SIGKILL to what is left
 * after `grace` milliseconds. Resolves when nothing is left.
 */
async function cancelRun(
  record: Pick<RunRecord, "pid" | "processStart" | "logFile">,
  grace = defaultGrace,
): Promise<void> {
  const leader = { pid: record.pid, start: record.processStart };
  // In the log, so that a window that comes later knows too, on a line of its own whatever is
  // being written. No log is no reason not to stop.
  const mark = `\n${cancelMark}\n`;
  if (await isAlive(leader)) await appendFile(record.logFile, mark).catch(() => null);
  await stopGroup(leader, grace);
}

async function recordOf(
  request: RunRequest,
  run: { readonly pid: number; readonly start: string | null; readonly startedAt: number },
): Promise<RunRecord> {
  const { key, kind, flow, file, step, logFile, cwd, options } = request;
  const base = baseEnvironment(request, process.env);
  // The root of a remote datastore is no folder; its local metadata is where it always is.
  const isHere = request.where !== "kubernetes";
  const root = await datastoreRoot(cwd, base, isHere ? options : { datastoreRoot: null });
  const { pid, start: processStartTime, startedAt } = run;
  return {
    ...{ key, kind, flow, file, step, pid, startedAt, logFile },
    processStart: processStartTime,
    datastoreRoot: root,
    ...(request.where === undefined ? {} : { where: request.where }),
  };
}

/** Cancels once the signal aborts; the answer resolves when nothing of a cancelled run is left. */
function cancelOnAbort(record: RunRecord, signal: AbortSignal): () => Promise<void> {
  let done = Promise.resolve();
  const cancel = (): void => {
    done = cancelRun(record);
  };
  if (signal.aborted) cancel();
  else signal.addEventListener("abort", cancel, { once: true });
  return () => done;
}

/** A runner that a signal ended leaves tasks behind that nobody hears of: they are ended, too. */
async function withoutOrphans(
  { pid, processStart: start }: RunRecord,
  exit: Promise<Exit | null>,
): Promise<Exit | null> {
  const seen = await exit;
  if (seen !== null && seen.signal !== null) await stopGroup({ pid, start });
  return seen;
}

/** A cancelled run is over only when its stubborn tasks are gone too. */
async function afterCancel<T>(exit: Promise<T>, cancelled: () => Promise<void>): Promise<T> {
  const seen = await exit;
  await cancelled();
  return seen;
}

/** Resolves when a process that is not our child is gone; its exit code is lost. */
async function goneOf(record: RunRecord): Promise<Exit | null> {
  const id = { pid: record.pid, start: record.processStart };
  while (await isAlive(id)) await sleep(lookInterval, undefined, { ref: false });
  return null;
}
