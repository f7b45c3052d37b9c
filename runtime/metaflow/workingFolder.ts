import type { FlowOptions } from "./commandLine";

/**
 * The folder to run a flow in: the setting if given (relative to the workspace folder), else the
 * nearest folder from the file upward that has `.metaflow`, else the workspace folder.
 */
export function workingFolder(
  _file: string,
  _workspaceFolder: string,
  _setting: string | null,
): Promise<string> {
  throw new Error("not yet");
}

/**
 * The `.metaflow` folder a local run in `cwd` writes to, whether or not it exists yet:
 * METAFLOW_DATASTORE_SYSROOT_LOCAL, else the nearest one upward, else `cwd/.metaflow`.
 */
export function datastoreRoot(
  _cwd: string,
  _environment: NodeJS.ProcessEnv,
  _options: FlowOptions,
): Promise<string> {
  throw new Error("not yet");
}

/**
 * The name to set as METAFLOW_USER, or null when Metaflow finds one itself. Metaflow looks at
 * METAFLOW_USER, SUDO_USER, USERNAME and USER, and `root` does not count.
 */
export function missingUserName(environment: NodeJS.ProcessEnv, _account: string): string | null {
  const names = ["METAFLOW_USER", "SUDO_USER", "USERNAME", "USER"];
  const known = names.some((name) => !["", "root", undefined].includes(environment[name]));
  return known ? null : "local";
}
