import { stat } from "node:fs/promises";
import type { RunEvent } from "../core/run";
import type { Ending } from "../core/runnerOutput";
import { RunnerOutput } from "../core/runnerOutput";
import type { Exit } from "../process/spawn";
import { tail } from "../process/tail";
import { EventQueue } from "./eventQueue";
import { SilentFailures } from "./silentFailure";
import { TaskDescriber } from "./taskDescriber";
import type { RunRecord } from "./runner";

/**
 * The events of a run from its log file and its datastore, from the start to the end. `exit`
 * resolves when its process is gone: with the exit, or null when nobody was there to see it.
 * Breaking out of the iteration stops the watching and nothing else.
 */
export async function* followRun(
  record: RunRecord,
  exit: Promise<Exit | null>,
): AsyncGenerator<RunEvent> {
  const attached = Date.now();
  const gone = exit.then((seen) => ({ seen, watched: Date.now() - attached > atOnce }));
  const queue = new EventQueue<RunEvent>();
  const detached = new AbortController();
  const describer = new TaskDescriber(record, (event) => {
    queue.push(event);
  });
  queue.push({ type: "started", at: record.startedAt, pid: record.pid });
  const reading = readLog(record, exit, detached.signal, (events) => {
    queue.push(...events);
    for (const event of events) describer.notice(event);
  })
    .catch(lost)
    .then(async (ending) => {
      const { seen, watched } = await gone;
      await describer.finish();
      if (detached.signal.aborted) return;
      const at = seen === null && !watched ? await endFromLog(record, ending) : Date.now();
      queue.push(exited(record, seen, ending, at));
    })
    .finally(() => {
      queue.close();
    });
  try {
    yield* queue.drain();
  } finally {
    detached.abort();
    describer.stop();
    void reading;
  }
}

/** A process that is gone within this many milliseconds had ended before anyone looked. */
const atOnce = 1_000;

interface Told extends Ending {
  readonly runSeen: boolean;
  /** Metaflow's stamp on its last line; null when it printed none. */
  readonly lastAt: number | null;
}

/** When a run that nobody watched ended, as far as its log shows. */
async function endFromLog({ logFile }: RunRecord, { lastAt }: Told): Promise<number> {
  if (lastAt !== null) return lastAt;
  try {
    return Math.round((await stat(logFile)).mtimeMs);
  } catch {
    return Date.now();
  }
}

async function readLog(
  record: RunRecord,
  exit: Promise<unknown>,
  detached: AbortSignal,
  tell: (events: readonly RunEvent[]) => void,
): Promise<Told> {
  const reader = new RunnerOutput(record.kind);
  const silent = new SilentFailures(record);
  let rest = "";
  let runSeen = false;
  const read = async (lines: readonly string[]): Promise<void> => {
    const now = Date.now();
    const events = mergeOutput(lines.flatMap((line) => reader.read(line, now)));
    runSeen ||= events.some(({ type }) => type === "run-id");
    tell(await silent.explain(events));
  };
  for await (const text of tail(record.logFile, exit, detached)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    await read(lines);
  }
  if (rest !== "") await read([rest]);
  const { events, ending } = reader.end(Date.now());
  tell(await silent.explain(events));
  const reason = ending.code === 0 ? null : (silent.reason ?? ending.reason);
  return { ...ending, reason, runSeen, lastAt: reader.lastAt };
}

/** Neighbouring output of the same task as one event: a chatty task costs few events. */
function mergeOutput(events: readonly RunEvent[]): readonly RunEvent[] {
  const merged: RunEvent[] = [];
  for (const event of events) {
    const last = merged.at(-1);
    if (
      event.type === "output" &&
      last?.type === "output" &&
      last.step === event.step &&
      last.task === event.task
    ) {
      merged[merged.length - 1] = { ...last, text: last.text + event.text };
    } else merged.push(event);
  }
  return merged;
}

/** Without its log nothing can be told of a run; what became of it stays unknown. */
function lost(): Told {
  return { code: null, reason: null, runSeen: true, lastAt: null };
}

function exited(record: RunRecord, exit: Exit | null, told: Told, at: number): RunEvent {
  const code = exit === null ? told.code : exit.code;
  if (code === 0) {
    const reason = told.runSeen ? null : `nothing in the file runs ${record.flow}`;
    return { type: "exited", at, code, reason };
  }
  const signal = exit?.signal ?? null;
  const reason = told.reason ?? (signal === null ? null : `ended by ${signal}`);
  const exitReason = exit !== null && exit.code !== null && reason === null;
  return {
    type: "exited",
    at,
    code,
    reason: exitReason ? `exited with code ${exit.code}` : reason,
  };
}
