import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Metaflow's effective settings for a working folder: a variable, else `.metaflow/config.json`
 * found upward, else `config.json` (or `config_PROFILE.json`) in METAFLOW_HOME.
 */
export interface Configuration {
  /** A setting by its full name (`METAFLOW_DEFAULT_DATASTORE`); null when it is not set. */
  get(name: string): string | null;
}

/** Reads the two files once. Unreadable ones count as empty: Metaflow itself will complain. */
export async function readConfiguration(
  cwd: string,
  environment: NodeJS.ProcessEnv,
  home: string,
): Promise<Configuration> {
  const files = await configurationFiles(cwd, environment, home);
  const local = files.local === null ? {} : await readTexts(files.local);
  const global = await readTexts(files.home);
  return {
    get: (setting) => environment[setting] ?? local[setting] ?? global[setting] ?? null,
  };
}

/** Where Metaflow looks for its settings. */
export interface ConfigurationFiles {
  /** `config.json` of the nearest `.metaflow` upward, whether it is there or not; null without such a folder. */
  readonly local: string | null;
  /** `config.json` or `config_PROFILE.json` in METAFLOW_HOME, whether it is there or not. */
  readonly home: string;
  /** METAFLOW_PROFILE; null when it is not set. */
  readonly profile: string | null;
}

/** The files that `init_config` and `init_local_config` of Metaflow 2.19.39 read. */
export async function configurationFiles(
  cwd: string,
  environment: NodeJS.ProcessEnv,
  home: string,
): Promise<ConfigurationFiles> {
  const folder = await nearestWith(cwd, ".metaflow");
  const profile = environment["METAFLOW_PROFILE"] ?? "";
  const name = profile === "" ? "config.json" : `config_${profile}.json`;
  return {
    local: folder === null ? null : join(folder, ".metaflow", "config.json"),
    home: join(configurationHome(environment, home), name),
    profile: profile === "" ? null : profile,
  };
}

/** METAFLOW_HOME, `~/.metaflowconfig` unless it is set. */
export function configurationHome(environment: NodeJS.ProcessEnv, home: string): string {
  const folder = environment["METAFLOW_HOME"] ?? join(home, ".metaflowconfig");
  return folder.replace(/^~(?=\/|$)/, () => home);
}

/** The nearest folder upward from `start` (itself included) that has a folder of that name. */
export async function nearestWith(start: string, name: string): Promise<string | null> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isFolder(join(folder, name))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

async function readTexts(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).map(([name, setting]: [string, unknown]) => [
        name,
        typeof setting === "string" ? setting : JSON.stringify(setting),
      ]),
    );
  } catch {
    return {};
  }
}
