import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { LacksFile } from "../core/findings/parameterArguments";

/**
 * Whether a path that a flow names leads nowhere from any of these folders, which a run may start in.
 * Shares of other machines are not looked at.
 */
export function lacksFileIn(folders: readonly string[], home: string): LacksFile {
  return (path) => {
    if (/^(?:\/\/|\\\\)/u.test(path)) return false;
    const whole = /^~(?=\/|$)/u.test(path) ? join(home, path.slice(1)) : path;
    return !whole.startsWith("~") && folders.every((folder) => !existsSync(resolve(folder, whole)));
  };
}
