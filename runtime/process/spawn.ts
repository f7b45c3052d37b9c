import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { ProcessId } from "./identity";
import { processStart } from "./identity";

export interface Program {
  /** Looked up on PATH when it has no slash. Never a shell. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Standard output and error go here, in one order. Created or emptied, readable by the user alone. */
  readonly logFile: string;
}

export interface Exit {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartedProgram {
  readonly id: ProcessId;
  readonly exit: Promise<Exit>;
}

/**
 * Starts a program as the leader of a process group of its own, writing to a file instead of a
 * pipe: it neither dies nor blocks when the window that started it goes away. Rejects when it
 * cannot be started (the system's error, with its `code`).
 */
export async function startProgram(program: Program): Promise<StartedProgram> {
  await mkdir(dirname(program.logFile), { recursive: true });
  const { O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = constants;
  const log = await open(program.logFile, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600);
  try {
    const child = spawn(program.command, program.args, {
      cwd: program.cwd,
      env: program.env,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      windowsHide: true,
    });
    const exit = new Promise<Exit>((resolve) => {
      child.once("exit", (code, signal) => {
        resolve({ code, signal });
      });
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    const pid = child.pid ?? 0;
    return { id: { pid, start: await processStart(pid) }, exit };
  } finally {
    await log.close();
  }
}
