import { readlink, realpath } from "node:fs/promises";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { anyExists, namesIn, textOf } from "./files";

/** Where a Python program looks for installed packages, as far as files tell. */
export interface Sites {
  /** Existing folders, in Python's order. */
  readonly folders: readonly string[];
  /**
   * All of the program's own folders are among them, so what is in none of them is not installed.
   * False for what only stands in for a Python (pyenv, asdf, mise): its Python is elsewhere.
   */
  readonly certain: boolean;
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
  const inside = venv === null ? [] : await packagesUnder(venv.prefix, venv.minor);
  if (venv !== null && !venv.systemToo) {
    const folders = [...added, ...inside];
    return { folders, certain: inside.length > 0, virtual: true, libraries: [] };
  }
  const program = await realpath(python).catch(() => python);
  const prefix = dirname(venv?.home ?? dirname(program));
  const base = await installation(prefix, venv?.minor ?? minorIn(basename(program)));
  const isPython = venv !== null || /^(?:python|pypy)/.test(basename(program));
  if (base === null || !isPython)
    return {
      folders: [...added, ...inside],
      certain: false,
      virtual: venv !== null,
      libraries: [],
    };
  const own = await packagesUnder(prefix, base.minor);
  const outside = [
    ...(await userPackages(environment, base.minor)),
    ...(prefix === "/usr" ? await packagesUnder("/usr/local", base.minor) : []),
    ...own,
  ];
  return {
    folders: [...added, ...inside, ...outside],
    // A wrapper in /usr/local/bin has site-packages beside it, but no standard library.
    certain: own.length > 0 && (await anyExists(base.libraries, "os.py")),
    virtual: venv !== null,
    libraries: base.libraries,
  };
}

/**
 * The one Python installed under a prefix, of that minor version if it is known; null when there
 * is none, or several and no telling which.
 */
async function installation(
  prefix: string,
  minor: string | null,
): Promise<{ readonly minor: string; readonly libraries: readonly string[] } | null> {
  const found: { readonly minor: string; readonly folder: string }[] = [];
  for (const lib of ["lib", "lib64"]) {
    for (const folder of await pythonFolders(join(prefix, lib))) {
      const version = minorIn(basename(folder));
      if (version !== null && (minor === null || version === minor))
        found.push({ minor: version, folder });
    }
  }
  const minors = [...new Set(found.map((each) => each.minor))];
  const [only] = minors;
  if (only === undefined || minors.length > 1) return null;
  return { minor: only, libraries: found.map(({ folder }) => folder) };
}

/** `python3.11` → `3.11`. */
function minorIn(name: string): string | null {
  return /^python(3\.\d+t?)/.exec(name)?.[1] ?? null;
}

interface VirtualEnvironment {
  readonly prefix: string;
  /** The folder of the Python it was made from. */
  readonly home: string | null;
  /** `3.11`, as far as it says. */
  readonly minor: string | null;
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
  // `version` of the venv module, `version_info` of virtualenv and uv.
  const version = value("version") ?? value("version_info");
  const minor = /^3\.\d+/.exec(version ?? "")?.[0] ?? null;
  return { home: value("home"), minor, systemToo };
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
  minor: string,
): Promise<readonly string[]> {
  const home = environment["HOME"] ?? "";
  if (home === "" || (environment["PYTHONNOUSERSITE"] ?? "") !== "") return [];
  const base = environment["PYTHONUSERBASE"] ?? join(home, ".local");
  const mac = join(home, "Library", "Python", minor, "lib", "python", "site-packages");
  return [...(await packagesUnder(base, minor)), mac];
}
