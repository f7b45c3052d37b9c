import { ReasonFinder } from "./reason";
import type { RunEvent } from "./run";

/** How our own lines in a run's log begin. */
export const ownMark = "[flowlens] ";

/** How a task's line begins that tells of its image; what follows is the image and how far it is. */
export const pullingMark = `${ownMark}Pulling `;
export const pulledMark = `${ownMark}Pulled `;

/** The line we write into a run's log when the user cancels it; it survives a window reload. */
export const cancelMark = `${ownMark}Stopping the run.`;

/** What the log says about the end, for runs whose exit code nobody was there to see. */
export interface Ending {
  /** 0: it said that it was done; 1: that it failed; null: it says nothing. */
  readonly code: 0 | 1 | null;
  readonly reason: string | null;
}

interface TaskTrack {
  readonly step: string;
  readonly task: string;
  attempt: number;
  state: "running" | "failed" | "ended";
  /** Its last lines, as long as they may still tell why it failed: a run can have thousands of tasks. */
  lines: ReasonFinder | null;
  /** Why its latest attempt failed, once that was told. */
  reason: string | null;
}

interface SystemLine {
  readonly at: number;
  readonly step: string | null;
  readonly task: string | null;
  readonly pid: number | null;
  readonly text: string;
}

/**
 * Reads the lines that Metaflow's runner prints (metaflow/runtime.py, 2.19.39) and tells what they
 * mean. One reader per run; feed it every line in order.
 *
 * Metaflow prints its own messages in bold and the tasks' output not, so when colours are kept a
 * task cannot pass for the runner. Without colours, the wording and the task's state must do.
 */
export class RunnerOutput {
  private readonly tasks = new Map<string, TaskTrack>();
  private readonly own = new ReasonFinder();
  private coloured = false;
  private runId: string | null = null;
  private held: TaskTrack | null = null;
  private code: 0 | 1 | null = null;
  private stamp: number | null = null;

  constructor(private readonly kind: "run" | "spin") {}

  /** Events of one line (without its line end), the line itself as an `output` event first. */
  read(line: string, now: number): readonly RunEvent[] {
    const plain = stripAnsi(line);
    const match = linePattern.exec(plain);
    if (match === null) return this.readOwnLine(line, plain, now);
    const [, time = "", , step = null, task = null, pid, text = ""] = match;
    this.stamp = localTime(time) ?? this.stamp;
    const at = localTime(time) ?? now;
    const output: RunEvent = { type: "output", at, step, task, text: `${line}\n` };
    if (this.isSystem(line, match[2] !== undefined)) {
      const system = { at, step, task, pid: pid === undefined ? null : Number(pid), text };
      return [output, ...this.readSystemLine(system, match[2] ?? null)];
    }
    const track = this.tasks.get(`${step}/${task}`);
    track?.lines?.add(text);
    return track === undefined ? [output] : [output, ...imageEvents(track, text, at)];
  }

  /** When Metaflow printed its last line so far, by its own stamp; null: it printed none. */
  get lastAt(): number | null {
    return this.stamp;
  }

  /** Call once, after the last line: a failure that was held back, and what the log tells. */
  end(at: number): { readonly events: readonly RunEvent[]; readonly ending: Ending } {
    const events = this.release(at, true);
    const failed = [...this.tasks.values()].find(({ state }) => state === "failed");
    const taskReason = failed?.reason ?? null;
    const ownReason = this.own.find();
    const reason =
      failed === undefined
        ? ownReason
        : taskReason === null
          ? `${failed.step} failed`
          : `${failed.step}: ${taskReason}`;
    const code = this.code ?? (reason === null ? null : 1);
    return { events, ending: { code, reason: code === 0 ? null : reason } };
  }

  private readOwnLine(line: string, plain: string, at: number): readonly RunEvent[] {
    const output: RunEvent = { type: "output", at, step: null, task: null, text: `${line}\n` };
    this.own.add(plain);
    return plain === cancelMark ? [output, { type: "cancel-requested", at }] : [output];
  }

  /** Bold text after the timestamp and the task's name; colour codes may come before it. */
  private isSystem(line: string, hasTask: boolean): boolean {
    const bold = hasTask ? boldAfterTask.test(line) : boldAfterTime.test(line);
    this.coloured ||= bold;
    return bold || !this.coloured;
  }

  private readSystemLine(line: SystemLine, runId: string | null): readonly RunEvent[] {
    if (line.step !== null && line.task !== null && runId !== null) {
      const found = this.runIdEvents(runId, line.at);
      return [...found, ...this.readTaskLine(line, line.step, line.task)];
    }
    return this.readRunLine(line);
  }

  private readRunLine({ at, text }: SystemLine): readonly RunEvent[] {
    const starting = /^Workflow starting \(run-id ([^)\s]+)\)/.exec(text);
    if (starting?.[1] !== undefined) return this.runIdEvents(starting[1], at);
    if (text.startsWith("Workflow interrupted.")) return [{ type: "cancel-requested", at }];
    if (/^Done!( |$)/.test(text)) this.code = 0;
    if (this.kind === "spin" && text === "Task finished successfully.") this.code = 0;
    if (text === "Workflow failed." || text === "Task failed.") {
      this.code = 1;
      return this.release(at, true);
    }
    if (text === "This failed task will not be retried.") return this.release(at, true);
    return [];
  }

  private runIdEvents(runId: string, at: number): readonly RunEvent[] {
    if (this.runId !== null) return [];
    this.runId = runId;
    return [{ type: "run-id", at, runId }];
  }

  private readTaskLine(line: SystemLine, step: string, task: string): readonly RunEvent[] {
    const { at, text } = line;
    const track = this.tasks.get(`${step}/${task}`);
    if (startPattern.test(text)) return this.startTask(line, step, task, track);
    if (track?.state !== "running") return [];
    if (text === "Task finished successfully.") {
      track.state = "ended";
      track.lines = null;
      return [...this.release(at, true), { type: "task-succeeded", at, step, task }];
    }
    if (text === "Task failed." || text === "Task failed with a segmentation fault.") {
      if (text !== "Task failed.") track.lines?.add("Error: segmentation fault");
      const events = this.release(at, true);
      track.state = "failed";
      this.held = track;
      return events;
    }
    const count = /^Foreach yields (\d+) child steps\.$/.exec(text)?.[1];
    if (count === undefined) {
      track.lines?.add(text);
      return imageEvents(track, text, at);
    }
    return [{ type: "fan-out", at, step, task, count: Number(count) }];
  }

  private startTask(
    { at, pid, text }: SystemLine,
    step: string,
    task: string,
    known: TaskTrack | undefined,
  ): readonly RunEvent[] {
    const first = known === undefined;
    // Without colours, a running task that prints these very words must not restart itself.
    if (!first && known.state === "running") return [];
    if (!first && text === "Task is starting.") return [];
    const attempt = first ? 0 : known.attempt + 1;
    const events = this.release(at, this.held !== known);
    const lines = new ReasonFinder();
    const track: TaskTrack = { step, task, attempt, state: "running", lines, reason: null };
    this.tasks.set(`${step}/${task}`, track);
    return [...events, { type: "task-started", at, step, task, attempt, pid }];
  }

  /**
   * A failed attempt is told only when the next message of the runner shows whether it is
   * retried; that message comes at once.
   */
  private release(at: number, final: boolean): readonly RunEvent[] {
    const track = this.held;
    if (track === null) return [];
    this.held = null;
    const reason = track.lines?.find() ?? null;
    track.reason = reason;
    track.lines = null;
    return [{ type: "task-failed", at, step: track.step, task: track.task, reason, final }];
  }
}

/** While its image is pulled a task waits: see `pullingMark`. */
function imageEvents({ step, task, attempt }: TaskTrack, text: string, at: number): RunEvent[] {
  const about = { type: "task-explained", at, step, task, attempt } as const;
  if (text.startsWith(pulledMark)) return [{ ...about, state: "running", reason: null }];
  if (!text.startsWith(pullingMark)) return [];
  return [{ ...about, state: "queued", reason: text.slice(ownMark.length).replace(/^P/, "p") }];
}

/** Text without ANSI escape sequences (colours, cursor movement, links). */
export function stripAnsi(text: string): string {
  return text.includes("\u001b") ? text.replace(ansi, "") : text;
}

const startPattern = /^Task (?:is starting(?:\.| \()|fallback is starting to handle the failure\.)/;
const linePattern =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (?:\[([^\]/\s]+)\/([^\]/\s]+)\/([^\]/\s]+)(?: \(pid (\d+)\))?\] )?(.*)$/s;

const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

const boldAfterTime = /^\u001b\[35m[-\d]+ [\d:.]+ \u001b\[0m(?:\u001b\[3\dm)?\u001b\[1m/;
const boldAfterTask =
  /^\u001b\[35m[-\d]+ [\d:.]+ \u001b\[0m\u001b\[32m\[[^\]]*\] \u001b\[0m(?:\u001b\[3\dm)?\u001b\[1m/;

/** Metaflow stamps its lines with the machine's local time. */
function localTime(stamp: string): number | null {
  const time = new Date(stamp.replace(" ", "T")).getTime();
  return Number.isNaN(time) ? null : time;
}
