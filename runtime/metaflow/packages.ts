import { join } from "node:path";
import { exists, namesIn } from "./files";
import type { PythonPackage } from "./remoteDatastore";
import { sitesOf } from "./sitePackages";

/**
 * Which packages a Python program lacks, from the files beside it: no process is started. None
 * where that cannot be told (a version manager's stand-in): Metaflow itself will say so.
 */
export async function missingPackages(
  python: string,
  environment: NodeJS.ProcessEnv,
  packages: readonly PythonPackage[],
): Promise<readonly string[]> {
  const { folders, certain } = await sitesOf(python, environment);
  if (!certain) return [];
  const installed = (await Promise.all(folders.map(namesIn))).flat().map(distribution);
  const missing: string[] = [];
  for (const { name, folder } of packages) {
    // An editable installation has only the description, a checkout on PYTHONPATH only the folder.
    if (installed.includes(normal(name))) continue;
    const files = folders.map((each) => exists(join(each, folder, "__init__.py")));
    if (!(await Promise.all(files)).includes(true)) missing.push(name);
  }
  return missing;
}

/** `azure_identity-1.25.dist-info` → `azure-identity`. */
function distribution(name: string): string {
  const found = /^(.+?)-\d[^-]*(?:-py\d.*)?\.(?:dist|egg)-info$/.exec(name)?.[1];
  return found === undefined ? "" : normal(found);
}

/** Names of packages as PEP 503 compares them. */
function normal(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}
