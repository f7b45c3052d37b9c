import { join } from "node:path";
import { anyExists, namesIn, onPath, textOf } from "./files";
import { sitesOf } from "./sitePackages";

export interface MetaflowInstallation {
  /** `2.19.39`, or `unknown` when that cannot be told without starting Python. */
  readonly version: string;
  /** The folder that holds the `metaflow` package; null when not known. */
  readonly folder: string | null;
}

/**
 * Metaflow's version for a Python program, from the files next to it: no process is started, so
 * it takes about a millisecond. Null when Metaflow is certainly not installed there. A program
 * whose packages cannot be found by looking (a version manager's stand-in) gives `unknown`.
 */
export async function readMetaflow(
  python: string,
  environment: NodeJS.ProcessEnv,
): Promise<MetaflowInstallation | null> {
  const { folders, certain } = await sitesOf(python, environment);
  for (const folder of folders) {
    const version = await versionIn(folder, await namesIn(folder));
    if (version !== null) return { version, folder };
  }
  return certain ? null : { version: "unknown", folder: null };
}

async function versionIn(folder: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const match = /^metaflow-(\d[^-]*?)(?:-py\d.*)?\.(?:dist|egg)-info$/.exec(name);
    if (match?.[1] !== undefined) return match[1];
  }
  if (!names.includes("metaflow")) return null;
  // A checkout on PYTHONPATH has no dist-info. A mere folder of that name is no Metaflow.
  const text = await textOf(join(folder, "metaflow", "version.py"));
  if (text === null) return null;
  return /version\s*=\s*["']([^"']+)["']/.exec(text)?.[1] ?? "unknown";
}

export interface InstallCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How to install (or upgrade) packages for this Python: with its own pip, else with uv from PATH.
 * A system's Python that refuses packages, and one with neither, give a sentence instead.
 */
export async function installCommand(
  python: string,
  environment: NodeJS.ProcessEnv,
  packages: readonly string[] = ["metaflow"],
): Promise<InstallCommand | { readonly problem: string }> {
  const { folders, certain, virtual, libraries } = await sitesOf(python, environment);
  if (!virtual && (await anyExists(libraries, "EXTERNALLY-MANAGED"))) {
    const problem = `${python} belongs to the system and takes no packages: make a virtual environment (python3 -m venv .venv) and choose its interpreter.`;
    return { problem };
  }
  const install = ["install", "--upgrade", ...packages];
  if (!certain || (await anyExists(folders, "pip")))
    return { command: python, args: ["-m", "pip", ...install] };
  const uv = await onPath("uv", environment["PATH"] ?? "");
  if (uv !== null) {
    return { command: uv, args: ["pip", "install", "--python", python, ...install.slice(1)] };
  }
  const problem = `${python} has no pip and there is no uv: install one of them, or choose another interpreter.`;
  return { problem };
}
