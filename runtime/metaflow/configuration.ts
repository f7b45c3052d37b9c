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
  const folder = await nearestWith(cwd, ".metaflow");
  const local = folder === null ? {} : await readSettings(join(folder, ".metaflow", "config.json"));
  const profile = environment["METAFLOW_PROFILE"] ?? "";
  const name = profile === "" ? "config.json" : `config_${profile}.json`;
  const configHome = environment["METAFLOW_HOME"] ?? join(home, ".metaflowconfig");
  const global = await readSettings(join(configHome.replace(/^~(?=\/|$)/, home), name));
  return {
    get: (setting) => environment[setting] ?? local[setting] ?? global[setting] ?? null,
  };
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

async function readSettings(file: string): Promise<Readonly<Record<string, string>>> {
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
