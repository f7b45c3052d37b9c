import { join } from "node:path";
import { isProgram, onPath } from "./files";
import { settingPath } from "./settingPath";

/** Where a Python program came from. */
type PythonSource = "extension" | "setting" | "folder" | "path";

export interface PythonPlaces {
  /** The answer of the editor's Python extension; null when there is none. */
  readonly fromExtension?: string | null;
  /**
   * The user's setting: a Python program or the folder of a virtual environment, absolute, from
   * `~`, from `${workspaceFolder}` or relative to `folder`; or a command's name.
   */
  readonly setting?: string | null;
  /** The workspace folder, searched for `.venv`, `venv` and `env`. */
  readonly folder: string;
  /** The `PATH` variable. */
  readonly pathVariable: string;
  readonly home?: string;
}

export type FoundPython =
  | { readonly found: true; readonly path: string; readonly source: PythonSource }
  | { readonly found: false; readonly problem: string };

/**
 * The Python to run flows with: the Python extension's answer, else the setting, else the
 * folder's virtual environment, else the first on PATH. Only looks at files; starts nothing. A
 * setting that leads nowhere is a problem of its own, not a reason to take another Python.
 */
export async function findPython(places: PythonPlaces): Promise<FoundPython> {
  const { fromExtension, setting, folder, pathVariable } = places;
  const ready = fromExtension == null ? null : await programAt(fromExtension);
  if (ready !== null) return { found: true, path: ready, source: "extension" };
  if (setting != null && setting.trim() !== "") {
    const path = await fromSetting(setting.trim(), places);
    if (path !== null) return { found: true, path, source: "setting" };
    const problem = `The Python interpreter in the settings, "${setting.trim()}", does not exist: correct the setting or clear it.`;
    return { found: false, problem };
  }
  for (const name of [".venv", "venv", "env"]) {
    const path = await programAt(join(folder, name));
    if (path !== null) return { found: true, path, source: "folder" };
  }
  for (const name of ["python3", "python"]) {
    const path = await onPath(name, pathVariable);
    if (path !== null) return { found: true, path, source: "path" };
  }
  const problem =
    "No Python interpreter was found: install Python 3, or choose an interpreter in the settings.";
  return { found: false, problem };
}

async function fromSetting(setting: string, places: PythonPlaces): Promise<string | null> {
  const named = setting.includes("/") ? null : await onPath(setting, places.pathVariable);
  return named ?? (await programAt(settingPath(setting, places.folder, places.home)));
}

/** The path itself when it is a program, else the Python of the environment in that folder. */
async function programAt(path: string): Promise<string | null> {
  for (const candidate of [path, join(path, "bin", "python"), join(path, "bin", "python3")]) {
    if (await isProgram(candidate)) return candidate;
  }
  return null;
}
