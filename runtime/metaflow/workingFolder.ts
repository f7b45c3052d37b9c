import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { FlowOptions } from "./commandLine";
import { nearestWith, readConfiguration } from "./configuration";
import { settingPath } from "./settingPath";

/**
 * The folder to run a flow in: the setting if given (see `settingPath`), else the
 * nearest folder from the file upward that has `.metaflow`, else the workspace folder.
 */
export async function workingFolder(
  file: string,
  workspaceFolder: string,
  setting: string | null,
): Promise<string> {
  if (setting !== null && setting.trim() !== "") return settingPath(setting, workspaceFolder);
  return (await nearestWith(dirname(file), ".metaflow")) ?? workspaceFolder;
}

/**
 * The `.metaflow` folder a local run in `cwd` writes to, whether or not it exists yet: the option
 * `--datastore-root` (that folder itself), else the setting METAFLOW_DATASTORE_SYSROOT_LOCAL (the
 * folder around it), else the nearest one upward, else `cwd/.metaflow`.
 */
export async function datastoreRoot(
  cwd: string,
  environment: NodeJS.ProcessEnv,
  options: Pick<FlowOptions, "datastoreRoot">,
): Promise<string> {
  if (options.datastoreRoot !== null) return resolve(cwd, options.datastoreRoot);
  const home = environment["HOME"] ?? homedir();
  const configuration = await readConfiguration(cwd, environment, home);
  const named = configuration.get("METAFLOW_DATASTORE_SYSROOT_LOCAL") ?? "";
  if (named !== "") return join(resolve(cwd, named), ".metaflow");
  return join((await nearestWith(cwd, ".metaflow")) ?? cwd, ".metaflow");
}

/**
 * Who Metaflow takes the user to be: METAFLOW_USER, SUDO_USER, USERNAME or USER, where `root` does
 * not count as a name; null when none of them is set.
 */
export function userName(environment: NodeJS.ProcessEnv): string | null {
  const names = ["METAFLOW_USER", "SUDO_USER", "USERNAME", "USER"];
  return names.map((name) => environment[name]).find(isName) ?? null;
}

/** The name to set as METAFLOW_USER, or null when Metaflow finds one itself. */
export function missingUserName(environment: NodeJS.ProcessEnv, account: string): string | null {
  if (userName(environment) !== null) return null;
  return isName(account) ? account : "local";
}

function isName(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "root";
}
