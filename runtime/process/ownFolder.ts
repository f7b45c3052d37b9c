import { rmSync } from "node:fs";
import { lstat, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive, processStart, type ProcessId } from "./identity";

/** A folder in the temporary folder that belongs to processes: without them it is swept away. */
export interface OwnFolder {
  readonly path: string;
  /** A run outlives the editor: as long as this process lives, the sweep leaves the folder. */
  readonly keepWhile: (pid: number) => Promise<void>;
  /** Removes it; may be called twice. */
  readonly remove: () => void;
}

/** What such folders are for: the names of all begin so. */
const KINDS = ["kubeconfig", "metaflow-home", "trigger", "cards", "run"] as const;

const PREFIX = new RegExp(`^flowlens-(${KINDS.join("|")})-`);

/**
 * Makes a folder that this user alone can enter (0700) and that lives as long as this process, or
 * until `remove`. What processes that are gone have left, an editor that crashed among them, is
 * swept with it. Rejects when the temporary folder cannot be written to.
 */
export async function makeOwnFolder(kind: (typeof KINDS)[number]): Promise<OwnFolder> {
  void sweepOwnFolders();
  const path = await mkdtemp(join(tmpdir(), `flowlens-${kind}-`));
  const remove = (): void => {
    rmSync(path, { recursive: true, force: true });
  };
  const keepWhile = async (pid: number): Promise<void> => {
    await writeFile(join(path, ownerName({ pid, start: await processStart(pid) })), "");
  };
  try {
    await keepWhile(process.pid);
    return { path, keepWhile, remove };
  } catch (error) {
    remove();
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

/** Removes the folders whose processes are all gone. */
export async function sweepOwnFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((one) => PREFIX.test(one))) {
    const path = join(tmpdir(), name);
    if ((await isOurs(path)) && (await isLeft(path))) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** The temp folder is everybody's: only what this user made is touched, and no links. */
async function isOurs(path: string): Promise<boolean> {
  try {
    const status = await lstat(path);
    return status.isDirectory() && status.uid === (process.getuid?.() ?? status.uid);
  } catch {
    return false;
  }
}

/** One without owners is on its way, or somebody else's: nothing is written before the first owner. */
async function isLeft(path: string): Promise<boolean> {
  try {
    const owners = (await readdir(path)).map(ownerOf).filter((owner) => owner !== null);
    return owners.length > 0 && !(await Promise.all(owners.map(isAlive))).includes(true);
  } catch {
    return false;
  }
}
