import { join } from "node:path";
import { stripAnsi } from "../core/runnerOutput";
import { makeOwnFolder } from "../process/ownFolder";
import { createDockerRunner } from "../runners/docker";
import { localRunner } from "../runners/local";
import type { Runner, RunRequest } from "../runners/runner";
import { printError, writeText } from "./output";
import type { RunOptions } from "./runArguments";
import { runRequest } from "./runRequest";
import { UsageError } from "./usageError";

const cancelled = 130;

/**
 * `flowlens run`: the log as it comes, Metaflow's exit code at the end; 2 when nothing was started,
 * 130 after Ctrl+C, when nothing of the run is left. `dist` is the folder of the built programs.
 */
export async function runCommand(options: RunOptions, dist = __dirname): Promise<number> {
  const cancel = new AbortController();
  const stop = (): void => {
    cancel.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  const folder = await makeOwnFolder("run");
  try {
    const folders = { packageFolder: join(dist, "metaflow"), logFolder: folder.path };
    const request = await runRequest(options, folders);
    const runner =
      options.on === "docker" ? createDockerRunner(join(dist, "docker.js")) : localRunner;
    if (!(await passes(runner, request, cancel.signal))) return 2;
    return await runToEnd(runner, request, cancel.signal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printError(error.message);
    return 2;
  } finally {
    for (const signal of signals) process.off(signal, stop);
    folder.remove();
  }
}

/** Says what stands in the way; false when the run cannot start. */
async function passes(runner: Runner, request: RunRequest, signal: AbortSignal): Promise<boolean> {
  const obstacles = await runner.check(request, signal);
  const stops = obstacles.filter(({ severity }) => severity === "stop");
  for (const { sentence } of stops.length > 0 ? stops : obstacles) printError(sentence);
  return stops.length === 0 && !signal.aborted;
}

async function runToEnd(runner: Runner, request: RunRequest, signal: AbortSignal): Promise<number> {
  const plain = !process.stdout.isTTY || process.env["NO_COLOR"] !== undefined;
  let code: number | null = null;
  let reason: string | null = null;
  for await (const event of runner.start(request, signal)) {
    if (event.type === "output") writeText(plain ? stripAnsi(event.text) : event.text);
    if (event.type === "exited") ({ code, reason } = event);
  }
  if (signal.aborted) return cancelled;
  if (reason !== null) printError(reason);
  // 0 with a reason: the file started no flow.
  return code === 0 && reason !== null ? 1 : (code ?? 1);
}
