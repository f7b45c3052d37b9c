/** How a line begins that tells why a task failed outside of its own Python: out of memory, say. */
export const failedMark = "[flowlens] Failed: ";

/**
 * Whether a reason is the one by which Metaflow 2.19 hides the true one: with local metadata it
 * looks for the data of every pod that died, and stumbles over there being none.
 */
export function isMasked(reason: string | null): boolean {
  return reason !== null && reason.includes("No completed attempts of the task was found");
}

/**
 * Finds the one sentence that says why a task or a run failed, in the lines it printed (ANSI
 * codes removed; leading blanks need not be there: Metaflow strips them from tasks' output).
 */
export class ReasonFinder {
  private readonly lines: string[] = [];

  /** Tasks can print for ever: only the last lines can hold the exception. */
  constructor(private readonly keep = 400) {}

  add(line: string): void {
    this.lines.push(line.trim());
    if (this.lines.length > this.keep * 2) this.lines.splice(0, this.keep);
  }

  /** `ValueError: no rows`, or null when nothing looks like a reason. */
  find(): string | null {
    return (
      failedOutside(this.lines) ??
      timedOut(this.lines) ??
      lastException(this.lines) ??
      metaflowMessage(this.lines)
    );
  }
}

function failedOutside(lines: readonly string[]): string | null {
  return lines.findLast((line) => line.startsWith(failedMark))?.slice(failedMark.length) ?? null;
}

/** Metaflow's @timeout: `Step end timed out after 0 hours, 10 minutes, 0 seconds`. */
function timedOut(lines: readonly string[]): string | null {
  for (const line of lines.toReversed()) {
    const match = /^Step \w+ timed out after (\d+) hours, (\d+) minutes, (\d+) seconds$/.exec(line);
    if (match === null) continue;
    const units = ["h", "m", "s"];
    const parts = match.slice(1).map((count, i) => (count === "0" ? "" : `${count}${units[i]}`));
    return `timed out after ${parts.filter((part) => part !== "").join(" ")}`;
  }
  return null;
}

/**
 * The exception of the last traceback. Names that end like an exception win over other
 * `Name: text` lines, since a task's own prints can stand between the traceback's lines.
 */
function lastException(lines: readonly string[]): string | null {
  const start = lines.lastIndexOf("Traceback (most recent call last):");
  if (start < 0) return null;
  const tail = lines.slice(start + 1);
  const usual = tail.findLast((line) =>
    /^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning|Timeout|NotFound|Iteration)(?::|$)/.test(
      line,
    ),
  );
  const found = usual ?? tail.findLast((line) => /^[A-Za-z_][\w.]*: \S/.test(line));
  return found === undefined ? null : withoutModule(found);
}

/** `metaflow.exception.MetaflowException: x` → `MetaflowException: x`. */
function withoutModule(line: string): string {
  return line.replace(/^(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_]\w*(?::|$))/, "");
}

/**
 * What Metaflow says about its own exceptions: a headline that ends in a colon, then the message;
 * and what its command line says about wrong options (`Error: …`).
 */
function metaflowMessage(lines: readonly string[]): string | null {
  const usage = lines.findLast((line) => /^Error: \S/.test(line));
  if (usage !== undefined) return usage.slice("Error: ".length).replace(/\.$/, "");
  const failed = lines.findLastIndex((line) => /^<flow \w+ step .*> failed:$/.test(line));
  const headline = lines.findIndex((line, i) => i > failed && /\S:$/.test(line));
  if (headline < 0) return null;
  const message = lines.slice(headline + 1).find((line) => line !== "");
  return message?.replace(/\.$/, "") ?? null;
}
