import { hasFeature } from "../metaflow/version";
import { namesIn } from "../metaflow/files";
import { sitesOf } from "../metaflow/sitePackages";

/** What stands in the way of the Kubeflow deployer of an interpreter. */
export type KubeflowTrouble =
  /** The package metaflow-kubeflow is not installed. */
  | "missing"
  /** It does not work with this Metaflow. */
  | "too-new"
  /** It is not installed, and the newest one that was tried would not work with this Metaflow. */
  | "missing-and-too-new";

/**
 * Looks at an interpreter's packages; null: nothing stands in the way, as far as files tell.
 * metaflow-kubeflow up to 0.0.4 fails on Metaflow from 2.19.23 on (a function is gone there).
 */
export async function kubeflowTrouble(
  python: string,
  environment: NodeJS.ProcessEnv,
  metaflowVersion: string | null,
): Promise<KubeflowTrouble | null> {
  const isNew = hasFeature(metaflowVersion, "namedEnds") === true;
  const { folders, certain } = await sitesOf(python, environment);
  for (const folder of folders) {
    for (const name of await namesIn(folder)) {
      const version = /^metaflow_kubeflow-(\d[^-]*)\.dist-info$/.exec(name)?.[1];
      if (version === undefined) continue;
      return isOld(version) && isNew ? "too-new" : null;
    }
  }
  if (!certain) return null;
  return isNew ? "missing-and-too-new" : "missing";
}

/** 0.0.4 is the newest that was tried; a later one may well be mended. */
function isOld(version: string): boolean {
  return /^0\.0\.[0-4]$/.test(version);
}
