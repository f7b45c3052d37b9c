import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import ignore, { type Ignore } from "ignore";
import { never } from "./neverSearched";

/** `files.exclude` as VS Code stores it: a glob is on, off, or tied to a sibling file. */
export type FilesExclude = Readonly<Record<string, unknown>>;

/** Files whose presence marks a folder as an environment of its own: a venv, a conda environment. */
const environmentMarks: readonly string[] = ["pyvenv.cfg", "conda-meta"];

/** Whether a folder with these entries is a Python environment. */
export function isEnvironment(names: ReadonlySet<string>): boolean {
  return environmentMarks.some((mark) => names.has(mark));
}

/** One place where ignore rules are written, and the folder they are relative to. */
interface Rules {
  readonly folder: string;
  readonly matcher: Ignore;
}

/** What applies below a folder, outermost first. Immutable: each folder adds to its parent's. */
export class Exclusions {
  private constructor(
    private readonly root: string,
    private readonly settings: Ignore,
    private readonly rules: readonly Rules[],
  ) {}

  /** The exclusions of a workspace folder: its settings, and the `.gitignore`s above it in the repository. */
  static of(root: string, filesExclude: FilesExclude): Exclusions {
    const settings = ignore({ ignorecase: false }).add(settingPatterns(filesExclude));
    const above: Rules[] = [];
    for (const folder of foldersAbove(root)) {
      const rules = readRules(folder);
      if (rules !== null) above.unshift(rules);
    }
    return new Exclusions(root, settings, above);
  }

  /** The exclusions inside a folder, its own `.gitignore` included. */
  enter(folder: string, hasIgnoreFile: boolean): Exclusions {
    const rules = hasIgnoreFile ? readRules(folder) : null;
    return rules === null ? this : new Exclusions(this.root, this.settings, [...this.rules, rules]);
  }

  /** Whether a file or folder (an absolute path below the root) is left out. */
  excludes(path: string, isFolder: boolean): boolean {
    if (isFolder && never.has(basename(path))) return true;
    const end = isFolder ? "/" : "";
    if (this.settings.ignores(asPattern(relative(this.root, path)) + end)) return true;
    for (const { folder, matcher } of [...this.rules].reverse()) {
      // The innermost file that says anything about the path decides.
      const verdict = matcher.test(asPattern(relative(folder, path)) + end);
      if (verdict.ignored) return true;
      if (verdict.unignored) return false;
    }
    return false;
  }
}

/**
 * `files.exclude` globs as ignore patterns: braces spelled out and the pattern tied to the root,
 * since a glob without a slash means only the root's entry there.
 */
export function settingPatterns(filesExclude: FilesExclude): readonly string[] {
  return Object.entries(filesExclude)
    .filter(([, on]) => on === true)
    .flatMap(([glob]) => expandBraces(glob))
    .map((glob) => (glob.startsWith("**/") || glob.startsWith("/") ? glob : `/${glob}`));
}

function expandBraces(glob: string): readonly string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob);
  if (match === null) return [glob];
  const [, before = "", choices = "", after = ""] = match;
  return choices.split(",").flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}

function readRules(folder: string): Rules | null {
  try {
    const text = readFileSync(join(folder, ".gitignore"), "utf8");
    return { folder, matcher: ignore({ ignorecase: false }).add(text) };
  } catch {
    return null;
  }
}

/** The folders from the root's parent up to the repository's top; none outside a repository. */
function foldersAbove(root: string): readonly string[] {
  const above: string[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    if (folder !== root) above.push(folder);
    if (existsSync(join(folder, ".git"))) return above;
    if (dirname(folder) === folder) return [];
  }
}

/** Windows paths become the `/`-joined ones that ignore patterns speak of. */
function asPattern(path: string): string {
  return path.includes("\\") ? path.replaceAll("\\", "/") : path;
}
