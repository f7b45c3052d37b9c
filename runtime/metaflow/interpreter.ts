/** Where a Python program came from. */
export type PythonSource = "extension" | "setting" | "folder" | "path";

export interface PythonPlaces {
  /** The answer of the editor's Python extension; null when there is none. */
  readonly fromExtension?: string | null;
  /** The user's setting: a path, `~/…`, a path relative to `folder`, or a command name. */
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
 * folder's virtual environment, else the first on PATH. Only looks at files; starts nothing.
 */
export function findPython(_places: PythonPlaces): Promise<FoundPython> {
  throw new Error("not yet");
}
