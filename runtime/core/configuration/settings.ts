import { parseEnvFile } from "../envFile";
import { pythonInt } from "../python/pythonNumber";
import { LineMap } from "../text";
import { readJsonObject } from "./jsonObject";
import { isFloat, isUnknown, pythonJsonOf, pythonStr, type Plain } from "./plain";
import { PREFIX, VARIABLES } from "./variables";

/** Where a setting is written. */
export type Place =
  | { readonly in: "environment" }
  | {
      readonly in: "env-file" | "local-config" | "home-config";
      /** The whole path. */
      readonly path: string;
      /** 1-based. */
      readonly line: number;
    };

/** One setting as it is written, before Metaflow gives it a type. */
export interface Setting {
  /** With METAFLOW_. */
  readonly name: string;
  readonly value: Plain;
  readonly place: Place;
}

/** Settings in force, by their name with METAFLOW_. */
export type Settings = ReadonlyMap<string, Setting>;

/** The first layer that has a setting wins, as in `from_conf` of Metaflow 2.19.39. */
export function layered(layers: readonly Settings[]): Settings {
  return new Map(layers.toReversed().flatMap((layer) => [...layer]));
}

/** Variables of an env file; the last of a name counts. */
export function settingsOfEnvFile(text: string, path: string): Settings {
  const lines = new LineMap(text);
  return new Map(
    parseEnvFile(text).assignments.flatMap(({ name, value, nameSpan }) => {
      const place: Place = { in: "env-file", path, line: lines.lineAt(nameSpan.start) };
      return value === null ? [] : [[name, { name, value, place }] as const];
    }),
  );
}

/** Variables of a process. */
export function settingsOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const place: Place = { in: "environment" };
  return new Map(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { name, value, place }] as const],
    ),
  );
}

/** The settings of a config.json, or null when Metaflow cannot read it. */
export function settingsOfConfigFile(
  text: string,
  path: string,
  kind: "local-config" | "home-config",
): Settings | null {
  const read = readJsonObject(text);
  if (read.problem !== undefined) return null;
  const lines = new LineMap(text);
  return new Map(
    read.entries.map(({ key, keySpan, valueSpan }) => {
      const place: Place = { in: kind, path, line: lines.lineAt(keySpan.start) };
      const source = text.slice(valueSpan.start, valueSpan.end);
      const value = pythonJsonOf(source);
      return [key, { name: key, value, place }] as const;
    }),
  );
}

/** What Metaflow makes of a setting; `setting` is null for the default. */
export interface Resolved {
  readonly value: Plain;
  readonly setting: Setting | null;
}

/**
 * `from_conf(name, default)`: the setting, turned into the type of its default.
 * @param name without METAFLOW_
 * @param fallback the default where it is another setting's value; else Metaflow's own
 */
export function resolve(settings: Settings, name: string, fallback?: Resolved): Resolved {
  const standard = fallback ?? { value: defaultOf(name), setting: null };
  const setting = settings.get(PREFIX + name);
  if (setting === undefined) return standard;
  return { value: typed(setting.value, standard.value), setting };
}

/** What was asked for before: every step on Kubernetes asks, with every keystroke. */
const knownDefaults = new Map<string, Plain>();

/** The default of a setting of Metaflow. */
function defaultOf(name: string): Plain {
  const known = knownDefaults.get(name);
  if (known !== undefined) return known;
  const value = readDefault(name);
  knownDefaults.set(name, value);
  return value;
}

function readDefault(name: string): Plain {
  const variable = VARIABLES.get(PREFIX + name);
  if (variable === undefined || variable.kind === "raw" || variable.defaultValue === null)
    return null;
  if (variable.kind === "text") return variable.defaultValue;
  return pythonJsonOf(variable.defaultValue);
}

/** A value in the type of the default: what has none stays as it is written. */
function typed(value: Plain, standard: Plain): Plain {
  if (standard === null || isUnknown(value)) return value;
  if (typeof standard === "string") return pythonStr(value);
  if (typeof standard === "boolean")
    return typeof value === "string" ? !["0", "false", ""].includes(value.toLowerCase()) : value;
  if (typeof standard === "number") return wholeOf(value);
  return typeof value === "string" ? pythonJsonOf(value) : value;
}

function wholeOf(value: Plain): Plain {
  if (typeof value === "boolean") return Number(value);
  if (isFloat(value)) return Math.trunc(value.float);
  const parsed = typeof value === "string" ? pythonInt(value) : value;
  return typeof parsed === "number" ? parsed : { unknown: pythonStr(value) };
}
