import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";

/** A process that may outlive its pid: the start time tells a re-used pid apart. */
export interface ProcessId {
  readonly pid: number;
  /** As `processStart` gave it; null when it could not be read. */
  readonly start: string | null;
}

/**
 * When a process began, in the system's own notation; null when there is no such process or the
 * system does not say. Linux: clock ticks since boot (proc(5), field 22); elsewhere `ps`.
 */
export async function processStart(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const fields = await statFields(pid);
    return fields?.[19] ?? null;
  }
  return new Promise((resolve) => {
    execFile("ps", ["-o", "lstart=", "-p", String(pid)], (error, stdout) => {
      resolve(error === null ? stdout.trim() || null : null);
    });
  });
}

/** Whether that very process still runs (a zombie does not). */
export async function isAlive({ pid, start }: ProcessId): Promise<boolean> {
  if (!signalReaches(pid)) return false;
  if (process.platform === "linux") {
    const fields = await statFields(pid);
    if (fields === null || fields[0] === "Z" || fields[0] === "X") return false;
    return start === null || fields[19] === start;
  }
  return start === null || (await processStart(pid)) === start;
}

/** Whether any process is left in the group led by `pid`. */
export function groupExists(pid: number): boolean {
  return signalReaches(-pid);
}

/** /proc/PID/stat from the state on (field 3): what is before it may contain spaces. */
async function statFields(pid: number): Promise<readonly string[] | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
