// A real Docker engine for the tests: a socket and a root of its own, no network set up.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, run, tail } from "../command.mjs";
import { withLock } from "../install.mjs";
import { sharedCache } from "../versions.mjs";

const advice =
  "it needs a Docker engine: run as root with dockerd installed (Debian, Ubuntu: apt-get install docker.io), or set FLOWLENS_DOCKER_HOST to an engine for tests.";

/** Where the engine that all tests of this machine share keeps what it has. */
const home = join(sharedCache, "docker");

/**
 * The engine that tests share, started when it does not run. Resolves to `{ host, socket, stop() }`;
 * `stop` ends it only when this call started it. Rejects with a sentence.
 */
export async function ensureEngine() {
  const named = process.env.FLOWLENS_DOCKER_HOST;
  if (named) return { host: named, socket: named.replace(/^unix:\/\//, ""), stop: () => undefined };
  if (process.platform !== "linux" || process.getuid() !== 0) throw new Error(advice);
  let engine = null;
  await withLock(`${home}.lock`, async () => {
    if (await answers(socketOf(home))) return;
    engine = await startEngine(home);
  });
  const socket = socketOf(home);
  return { host: `unix://${socket}`, socket, stop: async () => engine?.stop() };
}

/**
 * Starts an engine in `folder`. Resolves to `{ host, socket, stop(), kill(), start(), remove() }`:
 * `stop` ends it as a shutdown does, `kill` as a crash, `start` begins again with what it had.
 */
export async function startEngine(folder) {
  mkdirSync(folder, { recursive: true });
  const socket = socketOf(folder);
  let child = null;
  const start = async () => {
    endLeftOver(folder);
    child = launch(folder, socket);
    const gone = new Promise((resolve) => child.once("close", resolve));
    child.gone = gone;
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
      if (await answers(socket)) return;
      if (child.exitCode !== null) break;
    }
    const said = tail(readFileSync(join(folder, "dockerd.log"), "utf8"), 8);
    await end("SIGKILL");
    throw new Error(`dockerd did not start.\n${said}`);
  };
  const end = async (signal) => {
    child.kill(signal);
    await Promise.race([child.gone, sleep(20_000)]);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    rmSync(join(folder, "dockerd.pid"), { force: true });
  };
  process.on("exit", () => child?.kill("SIGTERM"));
  await start();
  return {
    host: `unix://${socket}`,
    socket,
    start,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    remove: async () => {
      await end("SIGTERM");
      endLeftOver(folder);
      // A killed engine does not take its mounts along.
      for (const path of mountsBelow(folder)) await run("umount", ["--lazy", path]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const socketOf = (folder) => join(folder, "docker.sock");

/** Everything below one folder, and no bridge: a machine's own engine is not in the way. */
function launch(folder, socket) {
  const log = openSync(join(folder, "dockerd.log"), "a");
  const child = spawn(
    "dockerd",
    [
      ...["--host", `unix://${socket}`, "--data-root", join(folder, "data")],
      ...["--exec-root", join(folder, "exec"), "--pidfile", join(folder, "dockerd.pid")],
      ...["--bridge", "none", "--iptables=false", "--ip-forward=false", "--log-level", "warn"],
      ...["--insecure-registry", "127.0.0.0/8"],
    ],
    { detached: true, stdio: ["ignore", log, log] },
  );
  child.on("error", (error) => writeFileSync(join(folder, "dockerd.log"), error.message));
  return child;
}

/** A killed engine leaves its containerd behind, which would keep the next one from starting. */
function endLeftOver(folder) {
  for (const file of ["dockerd.pid", "exec/containerd/containerd.pid"]) {
    const path = join(folder, file);
    if (!existsSync(path)) continue;
    const pid = Number(readFileSync(path, "utf8"));
    if (pid > 0 && isAlive(pid) && isOfFolder(pid, folder)) process.kill(pid, "SIGKILL");
    rmSync(path, { force: true });
  }
}

/** Deepest first. */
function mountsBelow(folder) {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const paths = mounts.map((line) => line.split(" ")[1] ?? "");
  return paths.filter((path) => path.startsWith(`${folder}/`)).reverse();
}

/** A pid may have been given to somebody else meanwhile. */
function isOfFolder(pid, folder) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(folder);
  } catch {
    return false;
  }
}

function answers(socketPath) {
  return new Promise((resolve) => {
    const ask = request({ socketPath, path: "/_ping", timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ask.on("error", () => resolve(false)).on("timeout", () => ask.destroy());
    ask.end();
  });
}
