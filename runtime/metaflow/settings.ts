import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  layered,
  settingsOfConfigFile,
  settingsOfEnvFile,
  settingsOfEnvironment,
  type Settings,
} from "../core/configuration/settings";
import { configurationFiles, configurationHome } from "./configuration";

/** Where settings come from for one working folder. */
export interface SettingSources {
  readonly cwd: string;
  /** Variables of the process, those of the env file not among them. */
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
  /** The folder's env file, which goes before the process's own variables. */
  readonly envFile: { readonly path: string; readonly text: string } | null;
  /** METAFLOW_PROFILE as it is chosen for the folder, which goes before all others. */
  readonly profile: string | null;
}

export interface ReadSettings {
  readonly settings: Settings;
  /** What Metaflow will refuse at its import, one sentence each. */
  readonly problems: readonly string[];
  /** The files that count, whether they are there or not. */
  readonly files: readonly string[];
}

/**
 * The settings that a run in a folder would see, each with its place: the chosen profile, the env
 * file, the process's variables, `.metaflow/config.json` found upward, the config file of
 * METAFLOW_HOME, in this order.
 */
export async function readSettings(sources: SettingSources): Promise<ReadSettings> {
  const { cwd, environment, home, envFile, profile } = sources;
  const chosen = settingsOfEnvironment(profile === null ? {} : { METAFLOW_PROFILE: profile });
  const written = envFile === null ? new Map() : settingsOfEnvFile(envFile.text, envFile.path);
  const variables = layered([chosen, written, settingsOfEnvironment(environment)]);
  const names = ["METAFLOW_PROFILE", "METAFLOW_HOME"];
  const files = await configurationFiles(
    cwd,
    Object.fromEntries(names.map((name) => [name, textOf(variables, name)])),
    home,
  );
  const local = files.local === null ? null : await readConfig(files.local, "local-config");
  const global = await readConfig(files.home, "home-config");
  const missing = files.profile !== null && global === "missing";
  const problems = [
    ...(missing ? [missingProfile(files.profile, dirname(files.home))] : []),
    ...brokenFile(files.local, local),
    ...brokenFile(files.home, global),
  ];
  const settings = layered([variables, filled(local), filled(global)]);
  const kept = [envFile?.path, files.local, files.home].filter((path) => typeof path === "string");
  return { settings, problems, files: kept };
}

type ReadConfig = Settings | "missing" | "broken" | null;

async function readConfig(path: string, kind: "local-config" | "home-config"): Promise<ReadConfig> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return "missing";
  }
  return settingsOfConfigFile(text, path, kind) ?? "broken";
}

function filled(read: ReadConfig): Settings {
  return read === null || typeof read === "string" ? new Map() : read;
}

function brokenFile(path: string | null, read: ReadConfig): readonly string[] {
  if (path === null || read !== "broken") return [];
  return [`Metaflow cannot read ${path}: it is no JSON object.`];
}

function textOf(settings: Settings, name: string): string | undefined {
  const value = settings.get(name)?.value;
  return typeof value === "string" ? value : undefined;
}

/** The sentence about a profile that has no file: Metaflow refuses to start with it. */
export function missingProfile(profile: string, folder: string): string {
  return `Metaflow finds no profile ${profile}: there is no config_${profile}.json in ${folder}.`;
}

/** Whether METAFLOW_HOME (the environment's where `folder` is null) has no file of that profile. */
export function lacksProfileIn(
  environment: NodeJS.ProcessEnv,
  home: string,
): (profile: string, folder: string | null) => boolean {
  return (profile, folder) => {
    const place = folder === null ? environment : { METAFLOW_HOME: folder };
    return !existsSync(join(configurationHome(place, home), `config_${profile}.json`));
  };
}

/** The names of the profiles in METAFLOW_HOME, sorted. */
export async function profileNames(
  environment: NodeJS.ProcessEnv,
  home: string,
): Promise<readonly string[]> {
  try {
    const names = await readdir(configurationHome(environment, home));
    return names
      .flatMap((name) => /^config_(.+)\.json$/u.exec(basename(name))?.[1] ?? [])
      .sort((a, b) => a.localeCompare(b));
  } catch {
    return [];
  }
}
