import { constants } from "node:fs";
import { access, readFile, readdir, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Whether a file is there that this user may run. */
export async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The first program of that name on a PATH-like variable; relative entries are left out. */
export async function onPath(name: string, pathVariable: string): Promise<string | null> {
  for (const folder of pathVariable.split(delimiter)) {
    if (!folder.startsWith("/")) continue;
    const path = join(folder, name);
    if (await isProgram(path)) return path;
  }
  return null;
}

/** Names in a folder; none when it cannot be read. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/** A file's text; null when it cannot be read. */
export async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return null;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether one of the folders has something of that name. */
export async function anyExists(folders: readonly string[], name: string): Promise<boolean> {
  const found = await Promise.all(folders.map((folder) => exists(join(folder, name))));
  return found.includes(true);
}
