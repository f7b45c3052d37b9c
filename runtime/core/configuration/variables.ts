import { nearest } from "../nearest";
import type { Description, Variable } from "./form";
import { NAME_PREFIXES, OTHER_NAMES, SETTINGS } from "./known";
import { ENVIRONMENT_ONLY, EXTENSION_VARIABLES, GENERAL_VARIABLES } from "./reference/general";
import { KUBERNETES_VARIABLES } from "./reference/kubernetes";

export const PREFIX = "METAFLOW_";

const DESCRIPTIONS: ReadonlyMap<string, Description> = new Map([
  ...Object.entries(KUBERNETES_VARIABLES),
  ...Object.entries(GENERAL_VARIABLES),
]);

/** Every setting of Metaflow 2.19.39, by its name with METAFLOW_. */
export const VARIABLES: ReadonlyMap<string, Variable> = new Map([
  ...SETTINGS.map(([name, kind, defaultValue]) => {
    const described = DESCRIPTIONS.get(name);
    return variable(name, {
      kind,
      defaultValue: defaultValue ?? described?.fallback ?? null,
      unit: described?.unit ?? null,
      form: described?.form ?? null,
      doc: described?.doc ?? null,
      option: described?.option ?? null,
    });
  }),
  ...Object.entries(EXTENSION_VARIABLES).map(([name, { doc, form = null }]) =>
    variable(name, { kind: "raw", defaultValue: null, unit: null, form, doc, option: null }),
  ),
  ...Object.entries(ENVIRONMENT_ONLY).map(([name, doc]) =>
    variable(name, {
      kind: "raw",
      defaultValue: null,
      unit: null,
      form: null,
      doc,
      option: null,
    }),
  ),
]);

function variable(name: string, rest: Omit<Variable, "name">): [string, Variable] {
  return [PREFIX + name, { name: PREFIX + name, ...rest }];
}

/** A config file's key can set it; the others are only read from the environment. */
export function isSetting(name: string): boolean {
  return VARIABLES.has(name) && !(name.slice(PREFIX.length) in ENVIRONMENT_ONLY);
}

const OTHERS: ReadonlySet<string> = new Set(OTHER_NAMES.map((name) => PREFIX + name));

/** Names that packages beside Metaflow read. */
const EXTENSIONS = ["KUBEFLOW_", "OBP_", "OUTERBOUNDS_"];

/** Metaflow, one of its commands or a common extension of it reads a variable of this name. */
export function isKnownName(name: string): boolean {
  if (VARIABLES.has(name) || OTHERS.has(name)) return true;
  const rest = name.slice(PREFIX.length);
  const prefix = [...NAME_PREFIXES, ...EXTENSIONS].find(
    (one) => rest.startsWith(one) && rest.length > one.length,
  );
  return prefix !== undefined && !(PASSED_ON.has(prefix) && slipOf(rest, prefix) !== null);
}

/** Handed on to tasks with any ending, although only the names of settings are ever read. */
const PASSED_ON: ReadonlySet<string> = new Set(["CONDA_", "DEBUG_"]);

/** The setting of that beginning that a name differs from in two letters at most. */
function slipOf(rest: string, prefix: string): string | null {
  const known = [...SETTINGS.map(([name]) => name), ...OTHER_NAMES];
  const endings = known.filter((name) => name.startsWith(prefix));
  return nearest(
    rest.slice(prefix.length),
    endings.map((name) => name.slice(prefix.length)),
    2,
  );
}

/** What people write for it, and what it is called. */
const SYNONYMS: Readonly<Record<string, string>> = {
  KUBERNETES_IMAGE: "KUBERNETES_CONTAINER_IMAGE",
  KUBERNETES_REGISTRY: "KUBERNETES_CONTAINER_REGISTRY",
  KUBERNETES_PVC: "KUBERNETES_PERSISTENT_VOLUME_CLAIMS",
  KUBERNETES_VOLUMES: "KUBERNETES_PERSISTENT_VOLUME_CLAIMS",
  KUBERNETES_SHM: "KUBERNETES_SHARED_MEMORY",
};

/** Options of `@kubernetes` that no variable sets. */
const DECORATOR_ONLY = new Set([
  "gpu",
  "use_tmpfs",
  "tmpfs_size",
  "tmpfs_path",
  "tmpfs_tempdir",
  "security_context",
  "compute_pool",
  "extended_resources",
  "executable",
  "hostname_resolution_timeout",
]);

/** The option of `@kubernetes` that a name means for which there is no variable; else null. */
export function decoratorOnly(name: string): string | null {
  const option = name.replace(/^METAFLOW_KUBERNETES_/u, "").toLowerCase();
  return name !== option && DECORATOR_ONLY.has(option) ? option : null;
}

/** The variable that an unknown name most likely means, with METAFLOW_; null when none is close. */
export function likelyVariable(name: string): string | null {
  const rest = name.slice(PREFIX.length);
  const synonym = SYNONYMS[rest];
  if (synonym !== undefined) return PREFIX + synonym;
  const names = SETTINGS.map(([known]) => known);
  const found = nearest(rest, names);
  return found === null || !isClose(rest, found) ? null : PREFIX + found;
}

/** Long names share much by nature: at most a word's difference in length is near. */
function isClose(wrong: string, right: string): boolean {
  return Math.abs(wrong.length - right.length) <= 6;
}
