import { spawn, type ChildProcess } from "node:child_process";
import { processStart } from "../process/identity";
import { defaultGrace, stopGroup } from "../process/stop";

/** A command of Metaflow that ends by itself. */
export interface MetaflowCommand {
  /** The Python program. */
  readonly python: string;
  /** Everything after it. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds after which it is ended. */
  readonly limit: number;
}

export interface MetaflowResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  /** Both streams, as they came. */
  readonly output: string;
  /** `limit`: it took too long; `cancelled`: the signal aborted. */
  readonly ended: "itself" | "limit" | "cancelled";
}

/**
 * Runs it to its end, telling each piece of output as it comes. Nothing is written to a file, since
 * deployers print production tokens. Aborting ends its whole process group. Rejects only when it
 * can't be started (the system's error).
 */
export async function runMetaflow(
  command: MetaflowCommand,
  signal: AbortSignal,
  onOutput: (text: string) => void = () => undefined,
): Promise<MetaflowResult> {
  const child = spawn(command.python, command.args, {
    cwd: command.cwd,
    env: command.env,
    // A group of its own, so that what it starts can be ended with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const stdout: string[] = [];
  const output: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => stdout.push(text));
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output.push(text);
      onOutput(text);
    });
  const limit = AbortSignal.timeout(command.limit);
  const code = await untilEnd(child, AbortSignal.any([signal, limit]));
  const ended = signal.aborted ? "cancelled" : limit.aborted ? "limit" : "itself";
  return { code, stdout: stdout.join(""), output: output.join(""), ended };
}

async function untilEnd(child: ChildProcess, signal: AbortSignal): Promise<number | null> {
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  let stopped = Promise.resolve();
  const stop = (): void => {
    stopped = end(child.pid);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  try {
    const code = await closed;
    await stopped;
    return code;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function end(pid: number | undefined): Promise<void> {
  if (pid === undefined) return;
  await stopGroup({ pid, start: await processStart(pid) }, defaultGrace);
}
