import { rmSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive, processStart, type ProcessId } from "../process/identity";
import { contextKubeconfig, type Sentence } from "./kubeconfigFiles";

/** A kubeconfig of our own in a folder of its own, for programs that take the current context. */
export interface PrivateKubeconfig {
  /** For KUBECONFIG. */
  readonly path: string;
  /** A run outlives the editor: as long as this process lives, the sweep leaves the file. */
  readonly keepWhile: (pid: number) => Promise<void>;
  /** Removes it; may be called twice. */
  readonly dispose: () => void;
}

interface PrivateOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
  /** The context that is to be the current one. */
  readonly context: string;
}

const PREFIX = "flowlens-kubeconfig-";

/**
 * Writes a kubeconfig with that context alone, readable by the user alone (0600 in a 0700 folder).
 * The caller disposes of it; what is left by a crash goes with `sweepPrivateKubeconfigs`.
 */
export async function writePrivateKubeconfig({
  environment,
  home,
  context,
}: PrivateOptions): Promise<PrivateKubeconfig | Sentence> {
  const own = await contextKubeconfig(environment, home, context);
  if ("sentence" in own) return own;
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  const dispose = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  const keepWhile = async (pid: number): Promise<void> => {
    await writeFile(join(folder, ownerName({ pid, start: await processStart(pid) })), "");
  };
  try {
    await keepWhile(process.pid);
    const path = join(folder, "config");
    // JSON is YAML too, and needs no care with quotes.
    await writeFile(path, JSON.stringify(own.kubeconfig), { mode: 0o600 });
    return { path, keepWhile, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** An owner is a file's name, without content: it is there whole or not at all. */
function ownerName({ pid, start }: ProcessId): string {
  return `owner-${pid}-${encodeURIComponent(start ?? "")}`;
}

function ownerOf(name: string): ProcessId | null {
  const [, pid, start = ""] = /^owner-(\d+)-(.*)$/.exec(name) ?? [];
  if (pid === undefined) return null;
  return { pid: Number(pid), start: start === "" ? null : decodeURIComponent(start) };
}

/** Removes private kubeconfigs whose processes are all gone: an editor that crashed left them. */
export async function sweepPrivateKubeconfigs(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    if ((await isOurs(folder)) && !(await isOwned(folder))) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** The temp folder is everybody's: only what this user made is touched, and no links. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    const status = await lstat(folder);
    return status.isDirectory() && status.uid === (process.getuid?.() ?? status.uid);
  } catch {
    return false;
  }
}

/** One without owners may be on its way: it is left alone for a minute. */
async function isOwned(folder: string): Promise<boolean> {
  try {
    const owners = (await readdir(folder)).map(ownerOf).filter((owner) => owner !== null);
    if (owners.length === 0) return Date.now() - (await lstat(folder)).mtimeMs < 60_000;
    return (await Promise.all(owners.map(isAlive))).includes(true);
  } catch {
    return true;
  }
}
