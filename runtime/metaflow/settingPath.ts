import { homedir } from "node:os";
import { resolve } from "node:path";

/**
 * The absolute path a user means in a setting: relative to the workspace folder, or with `~` or
 * `${workspaceFolder}`.
 */
export function settingPath(setting: string, folder: string, home = homedir()): string {
  const path = setting.trim().replace(/^~(?=\/|$)/, () => home);
  return resolve(
    folder,
    path.replaceAll("${workspaceFolder}", () => folder),
  );
}
