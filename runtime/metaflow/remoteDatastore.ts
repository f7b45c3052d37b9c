import type { FlowOptions } from "./commandLine";
import type { Configuration } from "./configuration";

/** Datastores that pods reach too, by Metaflow's names. */
export type RemoteDatastore = "s3" | "azure" | "gs";

const remotes: readonly RemoteDatastore[] = ["s3", "azure", "gs"];

/** The variable (or setting) with a datastore's root. */
function rootVariable(datastore: RemoteDatastore): string {
  return `METAFLOW_DATASTORE_SYSROOT_${datastore.toUpperCase()}`;
}

/** Which of them have a root. */
function configuredDatastores(configuration: Configuration): readonly RemoteDatastore[] {
  return remotes.filter((name) => (configuration.get(rootVariable(name)) ?? "") !== "");
}

/**
 * The datastore of a run that leaves this machine: the chosen or the default one; where neither is
 * set, the only one that has a root. Otherwise why there is none: `local` was chosen, `none` has a
 * root, `several` have.
 */
export function remoteDatastore(
  options: Pick<FlowOptions, "datastore">,
  configuration: Configuration,
): RemoteDatastore | "local" | "none" | "several" {
  const named = options.datastore ?? configuration.get("METAFLOW_DEFAULT_DATASTORE") ?? "";
  if (named !== "") return remotes.find((name) => name === named) ?? "local";
  const [only, ...others] = configuredDatastores(configuration);
  if (only === undefined) return "none";
  return others.length === 0 ? only : "several";
}

/** Packages that Metaflow needs for a task's pod to be started and fed. */
export function neededPackages(datastore: RemoteDatastore): readonly PythonPackage[] {
  return [{ name: "kubernetes", folder: "kubernetes" }, ...ofDatastore[datastore]];
}

/** A package of PyPI, and the folder it is imported from. */
export interface PythonPackage {
  readonly name: string;
  readonly folder: string;
}

/** As of Metaflow 2.19.39 (metaflow/plugins/azure/azure_utils.py, gcp/gs_utils.py, datatools/s3). */
const ofDatastore: Readonly<Record<RemoteDatastore, readonly PythonPackage[]>> = {
  s3: [{ name: "boto3", folder: "boto3" }],
  azure: [
    { name: "azure-identity", folder: "azure/identity" },
    { name: "azure-storage-blob", folder: "azure/storage/blob" },
  ],
  gs: [{ name: "google-cloud-storage", folder: "google/cloud/storage" }],
};
