import { fields } from "./json";
import { readChanges, type PodChange } from "./podChange";
import { timeOf } from "./timeline";

/** What a recording holds, and how many of its lines could not be read. */
export interface Recording {
  readonly changes: readonly PodChange[];
  readonly damaged: number;
  /** When it ends by the cluster's clock, milliseconds since the epoch; null when nothing tells. */
  readonly end: number | null;
}

/**
 * Reads a recording: one watch event a line (`{"t", "kind", "type", "object"}`). Lines that are no
 * JSON (a recording cut off while it was written) are counted and left out.
 */
export function readRecording(content: string): Recording {
  const changes: PodChange[] = [];
  const clock = new RecordedClock();
  let damaged = 0;
  for (const line of content.replace(/^\uFEFF/, "").split("\n")) {
    if (line.trim() === "") continue;
    const found = readLine(line, clock);
    if (found === null) damaged++;
    else changes.push(...found);
  }
  return { changes, damaged, end: clock.end };
}

function readLine(line: string, clock: RecordedClock): PodChange[] | null {
  try {
    const value: unknown = JSON.parse(line);
    const changes = readChanges(value);
    const { t } = fields(value);
    clock.see(typeof t === "number" && Number.isFinite(t) ? t * 1000 : null, changes);
    return changes;
  } catch {
    return null;
  }
}

/**
 * What time it was for the cluster when a recording ended. Lines tell the seconds since the
 * recording's start, objects the cluster's time: nothing is told before it happens, so the line
 * told soonest after its object's time gives the start. Without seconds: the newest time told.
 */
class RecordedClock {
  private start = Number.NEGATIVE_INFINITY;
  private last = 0;

  /** `at`: milliseconds since the recording's start, null when the line does not say. */
  see(at: number | null, changes: readonly PodChange[]): void {
    this.last = Math.max(this.last, at ?? 0);
    for (const change of changes) {
      const time = newestTime(change);
      if (time > 0) this.start = Math.max(this.start, time - (at ?? 0));
    }
  }

  get end(): number | null {
    return Number.isFinite(this.start) ? this.start + this.last : null;
  }
}

/** Of what happened to the object, as far as it is read; 0 when it has no time. */
function newestTime({ kind, object }: PodChange): number {
  const times = [object.meta.created];
  if (kind === "event") times.push(object.last);
  if (kind === "workflow") times.push(...object.nodes.map(({ startedAt }) => startedAt));
  if (kind === "pod" || kind === "job") times.push(...object.conditions.map(({ since }) => since));
  if (kind === "pod") {
    for (const { state } of object.statuses) if ("startedAt" in state) times.push(state.startedAt);
  }
  return Math.max(...times.map(timeOf));
}
