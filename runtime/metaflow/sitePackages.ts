import { readlink, realpath } from "node:fs/promises";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { namesIn, textOf } from "./files";

/** Where a Python program looks for installed packages, as far as files tell. */
export interface Sites {
  /** Existing folders, in Python's order; empty when this is no Python installation we know. */
  readonly folders: readonly string[];
  /** The program belongs to a virtual environment. */
  readonly virtual: boolean;
  /** Folders of the standard library, where a system's Python carries its EXTERNALLY-MANAGED mark. */
  readonly libraries: readonly string[];
}

/**
 * Follows what Python's own start-up does (the `site` module, PEP 405): PYTHONPATH, the virtual
 * environment around the program if there is one, else the user's and the installation's folders.
 */
export async function sitesOf(python: string, environment: NodeJS.ProcessEnv): Promise<Sites> {
  const added = (environment["PYTHONPATH"] ?? "").split(delimiter).filter((path) => path !== "");
  const venv = await virtualEnvironment(python);
  const inside = venv === null ? [] : await packagesUnder(venv.prefix, null);
  if (venv !== null && !venv.systemToo) {
    return { folders: [...added, ...inside], virtual: true, libraries: [] };
  }
  const program = await realpath(python).catch(() => python);
  const prefix = dirname(venv?.home ?? dirname(program));
  const minor = /^python(3\.\d+)/.exec(basename(program))?.[1] ?? null;
  const outside = [
    ...(await userPackages(environment, minor)),
    ...(prefix === "/usr" ? await packagesUnder("/usr/local", minor) : []),
    ...(await packagesUnder(prefix, minor)),
  ];
  const libraries = (await pythonFolders(join(prefix, "lib"))).filter(
    (folder) => minor === null || folder.endsWith(`python${minor}`),
  );
  return { folders: [...added, ...inside, ...outside], virtual: venv !== null, libraries };
}

interface VirtualEnvironment {
  readonly prefix: string;
  /** The folder of the Python it was made from. */
  readonly home: string | null;
  readonly systemToo: boolean;
}

/** Looks beside the program and one folder up, then the same at each step of its link chain. */
async function virtualEnvironment(python: string): Promise<VirtualEnvironment | null> {
  let path = python;
  for (let links = 0; links < 16; links++) {
    for (const prefix of [dirname(path), dirname(dirname(path))]) {
      const text = await textOf(join(prefix, "pyvenv.cfg"));
      if (text !== null) return { prefix, ...readVenvConfig(text) };
    }
    const target = await readlink(path).catch(() => null);
    if (target === null) return null;
    path = resolve(dirname(path), target);
  }
  return null;
}

function readVenvConfig(text: string): Omit<VirtualEnvironment, "prefix"> {
  const value = (key: string): string | null =>
    new RegExp(`^\\s*${key}\\s*=\\s*(.*?)\\s*$`, "mi").exec(text)?.[1] ?? null;
  const systemToo = value("include-system-site-packages")?.toLowerCase() === "true";
  return { home: value("home"), systemToo };
}

/** `prefix/lib/python3.x/{site,dist}-packages`, and Debian's version-less `python3`. */
async function packagesUnder(prefix: string, minor: string | null): Promise<readonly string[]> {
  const found: string[] = [];
  for (const lib of ["lib", "lib64"]) {
    for (const folder of await pythonFolders(join(prefix, lib))) {
      const version = basename(folder).slice("python".length);
      if (minor !== null && version !== minor && version !== "3") continue;
      const names = await namesIn(folder);
      for (const name of ["site-packages", "dist-packages"]) {
        if (names.includes(name)) found.push(join(folder, name));
      }
    }
  }
  return found;
}

async function pythonFolders(lib: string): Promise<readonly string[]> {
  const names = (await namesIn(lib)).filter((name) => /^python3(?:\.\d+)?t?$/.test(name));
  return names.toSorted().map((name) => join(lib, name));
}

async function userPackages(
  environment: NodeJS.ProcessEnv,
  minor: string | null,
): Promise<readonly string[]> {
  const home = environment["HOME"] ?? "";
  if (home === "" || (environment["PYTHONNOUSERSITE"] ?? "") !== "") return [];
  const base = environment["PYTHONUSERBASE"] ?? join(home, ".local");
  const mac = minor === null ? [] : [join(home, "Library", "Python", minor, "lib", "python")];
  const frameworks = mac.map((folder) => join(folder, "site-packages"));
  return [...(await packagesUnder(base, minor)), ...frameworks];
}
