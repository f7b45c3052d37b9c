// Runs a program of a level in a process group of its own and ends all of it when time is up.
import { spawn } from "node:child_process";
import { endOnExit, killGroup } from "../bed/command.mjs";

/**
 * Runs `node` with `args`. `onOutput` gets each piece of its output. Resolves to `{ code, timedOut }`;
 * whatever it left running in its group is ended with it.
 */
export function runNode(args, { cwd, env, milliseconds, onOutput }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const release = endOnExit(child.pid);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid, "SIGKILL");
    }, milliseconds);
    child.stdout.setEncoding("utf8").on("data", onOutput);
    child.stderr.setEncoding("utf8").on("data", onOutput);
    child.once("error", reject);
    // A child left behind would hold the pipes open: the end of the program ends its group.
    child.once("exit", () => killGroup(child.pid, "SIGKILL"));
    child.once("close", (code) => {
      clearTimeout(timer);
      release();
      resolve({ code, timedOut });
    });
  });
}
