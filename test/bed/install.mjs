// Parts are installed once, into `<cache>/<name>-<version>`, by one process at a time.
import { mkdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./command.mjs";
import { step } from "./progress.mjs";
import { cache } from "./versions.mjs";

/**
 * The folder of an installed part, built by `build(folder)` when it is not there. Only a finished
 * installation has the stamp; a half-done one is thrown away and begun again. `within` is the cache.
 */
export async function installOnce(name, version, build, within = cache) {
  const folder = join(within, `${name}-${version}`);
  const stamp = join(folder, ".installed");
  if (existsSync(stamp)) return folder;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(stamp)) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await step(`Installing ${name} ${version}`, () => build(folder));
    writeFileSync(stamp, `${new Date().toISOString()}\n`);
  });
  return folder;
}

/**
 * Runs `work` while nobody else holds `lock` (a folder: making one is atomic everywhere). A lock
 * whose owner died is taken over.
 */
export async function withLock(lock, work) {
  while (!take(lock)) {
    if (!ownerLives(lock)) rmSync(lock, { recursive: true, force: true });
    else await sleep(300);
  }
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.on("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

function take(lock) {
  mkdirSync(join(lock, ".."), { recursive: true });
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(join(lock, "pid"), String(process.pid));
  return true;
}

function ownerLives(lock) {
  try {
    const pid = Number(readFileSync(join(lock, "pid"), "utf8"));
    // Empty for the moment between making the folder and writing the id.
    return pid === 0 || isAlive(pid);
  } catch {
    return existsSync(lock);
  }
}
