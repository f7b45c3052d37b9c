// Servers of a cluster: each with a log, none of which outlives whoever started it.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, tail } from "./command.mjs";

/**
 * Keeps servers whose logs and process ids are in `folder`. `start(name, program, args, env)` starts
 * one, `end(name, signal)` ends one and waits for it, `endAll()` ends the rest, the last first;
 * `said(name)` is the end of its log, `pid(name)` its process id, null when it is not running.
 */
export function keepProcesses(folder) {
  const running = new Map();
  mkdirSync(folder, { recursive: true });
  const killAll = () => {
    for (const { child } of running.values()) child.kill("SIGKILL");
  };
  process.on("exit", killAll);

  const start = (name, program, args, env = {}) => {
    const log = openSync(join(folder, `${name}.log`), "a");
    // setpriv: the kernel ends it when we end, be it by SIGKILL, when no handler of ours runs.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", program, ...args], {
      env: { ...process.env, ...env },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    const ended = new Promise((resolve) => {
      child.once("close", resolve);
      child.once("error", resolve);
    });
    running.set(name, { child, ended });
    void ended.then(() => {
      if (running.get(name)?.child === child) running.delete(name);
    });
    if (child.pid) writeFileSync(join(folder, `${name}.pid`), String(child.pid));
    return child;
  };
  const end = async (name, signal = "SIGKILL") => {
    const one = running.get(name);
    if (!one) return;
    one.child.kill(signal);
    if (!(await settles(one.ended, 20_000))) one.child.kill("SIGKILL");
    await one.ended;
    rmSync(join(folder, `${name}.pid`), { force: true });
  };
  const endAll = async (signal) => {
    for (const name of [...running.keys()].reverse()) await end(name, signal);
    process.off("exit", killAll);
  };
  return {
    start,
    end,
    endAll,
    pid: (name) => running.get(name)?.child.pid ?? null,
    said: (name) => endOfLog(join(folder, `${name}.log`)),
  };
}

function endOfLog(file) {
  try {
    return tail(readFileSync(file, "utf8"), 8);
  } catch {
    return "";
  }
}

const settles = (promise, milliseconds) =>
  Promise.race([promise.then(() => true), sleep(milliseconds, false, { ref: false })]);

/** Ends what an earlier owner of `folder` left running: the ids it wrote down, if still theirs. */
export async function endLeftover(folder, names) {
  for (const name of names) {
    const file = join(folder, `${name}.pid`);
    const pid = readPid(file);
    if (pid !== null && isAlive(pid) && runsIn(pid, folder)) {
      process.kill(pid, "SIGKILL");
      while (isAlive(pid)) await sleep(20);
    }
    rmSync(file, { force: true });
  }
}

function readPid(file) {
  try {
    return Number(readFileSync(file, "utf8")) || null;
  } catch {
    return null;
  }
}

/** Ids are given again: only a process that names our folder is ours. */
function runsIn(pid, folder) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(join(folder, ".."));
  } catch {
    return false;
  }
}

/** A loopback port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Resolves to the first result of `check` that is true, asked every `every` milliseconds; rejects
 * with `what` when that takes too long. What `check` throws counts as not yet.
 */
export async function waitFor(what, check, { milliseconds = 60_000, every = 100 } = {}) {
  const end = Date.now() + milliseconds;
  let last = null;
  while (Date.now() < end) {
    try {
      const result = await check();
      if (result) return result;
    } catch (error) {
      last = error;
    }
    await sleep(every);
  }
  const why = last ? `: ${last.message}` : "";
  throw new Error(`${what} took longer than ${milliseconds / 1000} s${why}`);
}
