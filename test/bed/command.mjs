// Child processes: arguments as arrays, output kept for the error message, whole groups ended.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";

/**
 * Runs a program to its end. Resolves to its output; rejects with the last lines of it when it
 * fails or takes longer than `timeout` milliseconds.
 */
export function run(program, args, { cwd, env = process.env, timeout = 15 * 60_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk) => (output += chunk);
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    const timer = setTimeout(() => killGroup(child.pid, "SIGKILL"), timeout);
    const release = endOnExit(child.pid);
    child.on("error", (error) => {
      clearTimeout(timer);
      release();
      reject(new Error(`${program} could not be started: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      release();
      if (code === 0) resolve(output);
      else
        reject(
          new Error(`${[program, ...args].join(" ")} ${ending(code, signal)}\n${tail(output)}`),
        );
    });
  });
}

const ending = (code, signal) => (signal ? `was ended by ${signal}` : `ended with code ${code}`);

/** The last lines of an output, for a message. */
export function tail(text, lines = 30) {
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

/** npm of the Node that runs us. Resolves to its output. */
export function npm(args, cwd) {
  const script = process.env.npm_execpath;
  const env = withoutNpm(process.env);
  return script?.endsWith(".js")
    ? run(process.execPath, [script, ...args], { cwd, env })
    : run("npm", args, { cwd, env });
}

/** An npm inside `npm test` must not take the outer one's folder and script for its own. */
function withoutNpm(env) {
  const inherited =
    /^npm_(package_|lifecycle_|command$|config_(local_prefix|global_prefix|prefix|loglevel)$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !inherited.test(name)));
}

/** Signals a process group; one that is gone already is fine. */
export function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody left.
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Should we end first, so does the group of `pid`. Returns the release. */
export function endOnExit(pid) {
  const end = () => killGroup(pid, "SIGKILL");
  process.on("exit", end);
  return () => process.off("exit", end);
}

/**
 * Ids of the processes whose environment holds `NAME=value` (Linux; elsewhere none). A marker set
 * on a server is inherited by all it starts, also by what left its process group.
 */
export function processesMarked(name, value) {
  const marker = `${name}=${value}`;
  return numericFolders("/proc").filter((pid) => {
    try {
      return (
        pid !== process.pid &&
        readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(marker) &&
        !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))
      );
    } catch {
      return false;
    }
  });
}

function numericFolders(folder) {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
