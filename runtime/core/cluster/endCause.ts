import { explanation, type Explanation } from "./explanation";
import type { ContainerState } from "./objects";
import { nodeLost, timedOut } from "./podEndCause";
import { bytes, quantity } from "./quantity";
import { startError } from "./startCause";

type Terminated = Extract<ContainerState, { kind: "terminated" }>;

/** Why a container ended badly; null for one that ended well. `limit` is its memory limit. */
export function explainContainerEnd(
  end: Terminated,
  limit: string | undefined,
): Explanation | null {
  const code = end.exitCode;
  const message = end.message ?? "";
  if (end.reason === "OOMKilled" || /OOM-killed/.test(message)) return outOfMemory(limit);
  if (code === 0) return null;
  if (end.reason === "DeadlineExceeded") return timedOut(null);
  if (end.reason === "ContainerStatusUnknown") return nodeLost(null);
  if (isStartError(end)) return startError(message);
  const stepTimeout = /Step \w+ timed out after (\d+) hours, (\d+) minutes, (\d+) seconds/.exec(
    message,
  );
  if (stepTimeout !== null) {
    const [hours = 0, minutes = 0, seconds = 0] = stepTimeout.slice(1).map(Number);
    return timedOut(hours * 3600 + minutes * 60 + seconds);
  }
  const byOthers = signalled(code);
  if (byOthers !== null) return byOthers;
  const exception = lastException(message);
  if (exception !== null && CODE_PACKAGE.test(message)) return noCodePackage(exception);
  if (exception !== null) return raised(exception, limit);
  return explainExitCode(code, message);
}

/** Signals end a program whatever its log says: an exception there was none that ended it. */
function signalled(code: number | null): Explanation | null {
  switch (code) {
    case 130:
      return explanation("stopped", "stopped: interrupted (exit code 130)", "Nothing to fix.");
    case 143:
      return explanation(
        "stopped",
        "ended by SIGTERM (exit code 143): stopped or evicted",
        "What sent the signal is not on record. If nobody stopped it, the cluster wanted the node's room: run it again, with @retry for the next time.",
      );
    case 137:
      return explanation(
        "stopped",
        "killed (exit code 137): stopped, no memory, or evicted",
        "What killed it is not on record. If nobody stopped it, its node may have run out of memory (ask for what the task really needs) or have wanted its room: see the node's events.",
      );
    case 139:
      return explanation(
        "exception",
        "segmentation fault (exit code 139)",
        "A native library crashed: see the log, and try other versions of it.",
      );
    case 134:
      return explanation(
        "exception",
        "aborted (exit code 134)",
        "A native library gave up: see the last lines of the log.",
      );
    default:
      return null;
  }
}

function isStartError(end: Terminated): boolean {
  if (/^(StartError|ContainerCannotRun|RunContainerError)$/.test(end.reason ?? "")) return true;
  const never = end.exitCode === 126 || end.exitCode === 127;
  return never || (end.exitCode === 128 && end.startedAt === null);
}

function outOfMemory(limit: string | undefined): Explanation {
  const amount = quantity(limit);
  return explanation(
    "out-of-memory",
    amount === null ? "OOMKilled: the node ran out of memory" : `OOMKilled: limit ${bytes(amount)}`,
    "Give the step more memory with @kubernetes(memory=…) or @resources(memory=…), in MB, or let it hold less at once.",
    "memory",
  );
}

/**
 * The exception that ended the task, in the tail of its log: the last line that looks like one.
 * The tail may have lost the traceback's beginning.
 */
function lastException(message: string): string | null {
  const lines = message.split("\n").map((line) => line.trim());
  const usual =
    /^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Exit|Interrupt|Timeout|NotFound|Iteration|Failed|Failure)(?::\s|:?$)/;
  const found = lines.findLast((line) => usual.test(line));
  if (found !== undefined) return withoutModule(found);
  const start = lines.lastIndexOf("Traceback (most recent call last):");
  if (start < 0) return null;
  const other = lines.slice(start).findLast((line) => /^[A-Za-z_][\w.]*: \S/.test(line));
  return other === undefined ? null : withoutModule(other);
}

function withoutModule(line: string): string {
  return line.replace(/^(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_]\w*(?::|$))/, "").replace(/:$/, "");
}

function raised(exception: string, limit: string | undefined): Explanation {
  if (/^MemoryError\b/.test(exception)) {
    const amount = quantity(limit);
    return explanation(
      "out-of-memory",
      amount === null ? "MemoryError: no memory left" : `MemoryError: limit ${bytes(amount)}`,
      "Give the step more memory, or let it hold less at once.",
      "memory",
    );
  }
  return explanation(
    "exception",
    exception,
    "Read the traceback in the task's log, and fix the step.",
  );
}

const CODE_PACKAGE = /Failed to download code package/i;

/** Before the user's code runs, the exception is the datastore's. */
function noCodePackage(exception: string): Explanation {
  return explanation(
    "exception",
    exception,
    "The pod can't read the datastore: give it credentials by secrets or service_account, and check the endpoint.",
    "secrets",
  );
}

function explainExitCode(code: number | null, message: string): Explanation {
  if (CODE_PACKAGE.test(message)) {
    return explanation(
      "config",
      "the code package could not be downloaded",
      "The pod can't read the datastore: give it credentials by secrets or service_account, and check the endpoint.",
      "secrets",
    );
  }
  switch (code) {
    case null:
      return explanation(
        "unknown",
        "failed, and nothing says why",
        "See the pod's log and events.",
      );
    default:
      return explanation(
        "exception",
        lastComplaint(code, message) ?? `the task ended with exit code ${code}`,
        "See the last lines of the task's log.",
      );
  }
}

/** Programs that are no Python say what is wrong in a line of their own: `ERROR: no such version`. */
function lastComplaint(code: number, message: string): string | null {
  const lines = message.split("\n").map((line) => line.trim());
  const found = lines.findLast((line) => /^(?:error|fatal)\b|No module named/i.test(line));
  return found === undefined ? null : `exit code ${code}: ${found}`;
}
