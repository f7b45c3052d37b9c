import { userInfo } from "node:os";
import { delimiter } from "node:path";
import type { PodsHere } from "../core/placedDag";
import type { Configuration } from "../metaflow/configuration";
import { missingUserName } from "../metaflow/workingFolder";
import type { RunRequest } from "./runner";

/** Variables that the editor sets for itself; a program started in its terminal has none of them. */
const editorsOwn = /^(?:VSCODE_|ELECTRON_|APPLICATION_INSIGHTS_)/;

/** The environment a run sees before we add anything: the editor's, plus the request's variables. */
export function baseEnvironment(
  request: Pick<RunRequest, "environment">,
  inherited: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(([name]) => !editorsOwn.test(name));
  return { ...Object.fromEntries(kept), ...request.environment };
}

/**
 * The whole environment of a local run: a user name where Metaflow would find none, and our
 * Metaflow extension package with the parts that are wanted switched on.
 */
export function localEnvironment(
  request: Pick<RunRequest, "environment" | "packageFolder" | "ignoreKubernetes" | "options">,
  inherited: NodeJS.ProcessEnv,
  configuration: Configuration,
): NodeJS.ProcessEnv {
  const base = baseEnvironment(request, inherited);
  const user = userNameToSet(base, configuration);
  const named = user === null ? base : { ...base, METAFLOW_USER: user };
  if (request.packageFolder === null || !isLocal(request, configuration)) return named;
  return {
    ...named,
    ...searchPaths(named, request.packageFolder),
    FLOWLENS_COLORS: "1",
    ...(request.ignoreKubernetes ? { FLOWLENS_LOCAL_KUBERNETES: "1" } : {}),
  };
}

/** What METAFLOW_USER must be set to; null when Metaflow finds a name itself. */
export function userNameToSet(
  environment: NodeJS.ProcessEnv,
  configuration: Configuration,
): string | null {
  const configured = configuration.get("METAFLOW_USER") ?? undefined;
  const merged =
    environment["METAFLOW_USER"] === undefined && configured !== undefined
      ? { ...environment, METAFLOW_USER: configured }
      : environment;
  return missingUserName(merged, accountName());
}

/**
 * Whether nothing of the run leaves this machine: the local datastore and no decorator attached
 * that takes steps elsewhere. Only such runs get our package, since Metaflow packs every
 * extension it finds into the code it sends away.
 */
export function isLocal(
  request: Pick<RunRequest, "options">,
  configuration: Configuration,
): boolean {
  return effectiveDatastore(request, configuration) === "local";
}

/**
 * Which steps of a run that is started here become pods all the same: on a datastore that pods
 * reach, Metaflow's `@kubernetes` means what it says. Null: none does (`spin` never attaches it).
 */
export function podsHere(
  request: Pick<RunRequest, "options" | "kind">,
  configuration: Configuration,
): PodsHere | null {
  if (request.kind === "spin" || isLocal(request, configuration)) return null;
  const implied = (configuration.get("METAFLOW_DEFAULT_DECOSPECS") ?? "").split(/\s+/);
  const attached = [...request.options.with, ...implied];
  return attached.some((spec) => /^kubernetes(?::|$)/.test(spec)) ? "all" : "marked";
}

/** `local`, `s3`, `azure` or `gs`. */
export function effectiveDatastore(
  { options }: Pick<RunRequest, "options">,
  configuration: Configuration,
): string {
  return options.datastore ?? configuration.get("METAFLOW_DEFAULT_DATASTORE") ?? "local";
}

/** `local`, `pypi`, `conda` or one that an extension of Metaflow brings. */
export function effectiveEnvironment(
  { options }: Pick<RunRequest, "options">,
  configuration: Configuration,
): string {
  return options.environment ?? configuration.get("METAFLOW_DEFAULT_ENVIRONMENT") ?? "local";
}

/** `local` or `service`. */
export function effectiveMetadata(
  { options }: Pick<RunRequest, "options">,
  configuration: Configuration,
): string {
  return options.metadata ?? configuration.get("METAFLOW_DEFAULT_METADATA") ?? "local";
}

/** Ours comes last, so that nothing of the user's can be hidden by it. */
function searchPaths(environment: NodeJS.ProcessEnv, folder: string): Record<string, string> {
  const own = environment["PYTHONPATH"] ?? "";
  const paths = { PYTHONPATH: own === "" ? folder : `${own}${delimiter}${folder}` };
  // When set, Metaflow only takes extensions from these folders.
  const only = environment["METAFLOW_EXTENSIONS_SEARCH_DIRS"] ?? "";
  return only === ""
    ? paths
    : { ...paths, METAFLOW_EXTENSIONS_SEARCH_DIRS: `${only}${delimiter}${folder}` };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return ""; // A uid without an account, as in many containers.
  }
}
