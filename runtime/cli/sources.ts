import { readdirSync, readFileSync, statSync, existsSync } from "node:fs";
import { mayDeclareFlow, mayInheritFlow } from "../core/readFlow";
import { pythonText } from "../imports/pythonText";
import { printError } from "./output";

export interface Source {
  /** As given on the command line, joined with `/` below a folder. */
  readonly path: string;
  readonly text: string;
}

export interface Sources {
  readonly sources: readonly Source[];
  /** A path that the user named could not be read; said on stderr already. */
  readonly failed: boolean;
}

const SKIPPED = new Set(["node_modules", "__pycache__"]);

/** Cheap test for files that may declare a flow, be it one built on a class of another file. */
export function isCandidate(text: string): boolean {
  return mayDeclareFlow(text) || mayInheritFlow(text);
}

/** Reads the named files, and the Python files below the named folders, once each; keeps the wanted. */
export function readSources(
  paths: readonly string[],
  isWanted: (text: string) => boolean,
): Sources {
  const sources = new Map<string, Source>();
  let failed = false;
  for (const given of paths) {
    const path = withSlashes(given);
    try {
      const files = statSync(given).isDirectory() ? walk(path) : null;
      for (const file of files ?? [path]) {
        const text = files ? textBelow(file) : pythonText(readFileSync(given));
        if (text !== null && isWanted(text)) sources.set(file, { path: file, text });
      }
    } catch (error) {
      failed = true;
      printError(`Cannot read ${given}: ${reasonOf(error)}.`);
    }
  }
  return { sources: [...sources.values()], failed };
}

/** A file found in a folder and not readable after all (a dangling link) is passed over. */
function textBelow(path: string): string | null {
  try {
    return statSync(path).isFile() ? pythonText(readFileSync(path)) : null;
  } catch {
    return null;
  }
}

function* walk(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = prefix + entry.name;
    if (!entry.isDirectory()) {
      if (entry.name.endsWith(".py")) yield path;
    } else if (!SKIPPED.has(entry.name) && !isEnvironment(path)) yield* walkQuietly(path);
  }
}

/** A folder below a named one that may not be listed is passed over. */
function* walkQuietly(folder: string): Generator<string> {
  try {
    yield* walk(folder);
  } catch {
    return;
  }
}

/** A virtual or conda environment: other people's code. */
function isEnvironment(folder: string): boolean {
  return existsSync(`${folder}/pyvenv.cfg`) || existsSync(`${folder}/conda-meta`);
}

function withSlashes(path: string): string {
  const joined = process.platform === "win32" ? path.replaceAll("\\", "/") : path;
  return joined.length > 1 ? joined.replace(/\/+$/, "") : joined;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
