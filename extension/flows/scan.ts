import { readdirSync, readFileSync, type Dirent } from "node:fs";
import { join, relative, sep } from "node:path";
import { mayDeclareFlow, mayInheritFlow, readFlow } from "../../runtime/core/readFlow";
import { ModuleFiles } from "../../runtime/imports/moduleFiles";
import { Exclusions, isEnvironment, type FilesExclude } from "./exclusions";
import { summarize, type FlowSummary } from "./summary";

/** A workspace folder on disk. */
export interface ScanFolder {
  readonly root: string;
  readonly filesExclude: FilesExclude;
}

export interface ScannedFile {
  readonly path: string;
  /** Empty: the file declares no flow (any more), is left out or gone. */
  readonly flows: readonly FlowSummary[];
}

/** Larger files are generated data rather than flows; reading them would cost more than it finds. */
const largestFile = 2_000_000;

/** All flow files below a folder, found without running or importing anything. */
export function* scanFolder(folder: ScanFolder): Generator<ScannedFile> {
  const modules = new ModuleFiles({ limits: () => [folder.root] });
  const waiting = [{ path: folder.root, above: Exclusions.of(folder.root, folder.filesExclude) }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = readFolder(next.path);
    const names = new Set(entries.map(({ name }) => name));
    if (isEnvironment(names)) continue;
    const exclusions = next.above.enter(next.path, names.has(".gitignore"));
    for (const entry of entries) {
      const path = join(next.path, entry.name);
      if (entry.isDirectory()) {
        if (!exclusions.excludes(path, true)) waiting.push({ path, above: exclusions });
      } else if (entry.name.endsWith(".py")) {
        const bytes = readCandidate(path);
        // Matching ignore patterns costs more than reading: only the few candidates are matched.
        if (bytes === null || exclusions.excludes(path, false)) continue;
        const flows = flowsIn(path, bytes, modules);
        if (flows.length > 0) yield { path, flows };
      }
    }
  }
}

/** Reads the given files again; every one is answered. */
export function* scanFiles(
  folders: readonly ScanFolder[],
  paths: readonly string[],
): Generator<ScannedFile> {
  const modules = new ModuleFiles({ limits: () => folders.map(({ root }) => root) });
  for (const path of paths) {
    const folder = folders.find(({ root }) => path.startsWith(root + sep));
    const excluded = folder === undefined || isLeftOut(folder, path);
    const bytes = excluded ? null : readCandidate(path);
    yield { path, flows: bytes === null ? [] : flowsIn(path, bytes, modules) };
  }
}

function isLeftOut(folder: ScanFolder, path: string): boolean {
  const names = relative(folder.root, path).split(sep);
  let exclusions = Exclusions.of(folder.root, folder.filesExclude);
  let current = folder.root;
  for (const [depth, name] of names.entries()) {
    const siblings = new Set(readFolder(current).map((entry) => entry.name));
    if (isEnvironment(siblings)) return true;
    exclusions = exclusions.enter(current, siblings.has(".gitignore"));
    current = join(current, name);
    if (exclusions.excludes(current, depth < names.length - 1)) return true;
  }
  return false;
}

function readFolder(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    // Gone since it was listed, or not ours to read: it has nothing to show.
    return [];
  }
}

/** A file's bytes if it may declare a flow: most are told apart before they are even decoded. */
function readCandidate(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    const may = bytes.includes("FlowSpec") || bytes.includes("__main__");
    return bytes.length <= largestFile && may ? bytes : null;
  } catch {
    return null;
  }
}

function flowsIn(path: string, bytes: Buffer, modules: ModuleFiles): readonly FlowSummary[] {
  const text = bytes.toString("utf8");
  if (!mayDeclareFlow(text) && !mayInheritFlow(text)) return [];
  return summarize(readFlow(text, undefined, modules.importsOf(path)));
}
