import { readFileSync, statSync } from "node:fs";
import { dirname, join, parse, resolve } from "node:path";
import type { Imports, ModuleFile } from "../core/readFlow";
import { pythonText } from "./pythonText";

/** One reading of a file: what it said, and what tells whether it still does. */
interface Reading {
  readonly stamp: string | null;
  readonly text: string;
}

/** Text of a file that an editor holds unsaved; `version` changes with every edit. */
export interface OpenText {
  readonly version: number;
  readonly text: string;
}

interface Options {
  /** Absolute folders above which nothing is searched: those of the workspace. */
  readonly limits?: () => readonly string[];
  /** The text an editor has of a file, which wins over the disk. */
  readonly open?: (path: string) => OpenText | null;
}

/** Folders this far above a file are still searched for what it imports. */
const MOST_LEVELS = 12;

/** Larger files are data, not flows. */
const MOST_BYTES = 2_000_000;

/**
 * Finds the files behind `import` statements by name alone, as Python would when the importing file
 * is run: beside it first, then, because projects are installed or run from their root, in the
 * folders above it and their `src`. Packages that are installed elsewhere are not followed. Files
 * are read again only when their time or size changed.
 */
export class ModuleFiles {
  private readonly readings = new Map<string, Reading | null>();
  private readonly found = new Map<string, string | null>();

  constructor(private readonly options: Options = {}) {}

  /** How to follow the imports of a file. Its path's own style (relative or not) is kept. */
  importsOf(path: string): Imports {
    return this.within(path, dirname(path));
  }

  /** A file's newest text and how to follow its imports; null when there is none to read. */
  fileAt(path: string): ModuleFile | null {
    return this.open(path, dirname(path));
  }

  /** Forgets which files there are, so that new and moved ones are seen. */
  refresh(): void {
    this.found.clear();
  }

  private within(path: string, script: string): Imports {
    return {
      find: (module) => {
        const file = this.pathOf(module, path, script);
        return file === null || file === path ? null : this.open(file, script);
      },
    };
  }

  private open(path: string, script: string): ModuleFile | null {
    const text = this.textOf(path);
    return text === null ? null : { path, text, imports: this.within(path, script) };
  }

  private pathOf(module: string, path: string, script: string): string | null {
    const [, dots = "", name = ""] = /^(\.*)(.*)$/u.exec(module) ?? [];
    const parts = name === "" ? [] : name.split(".");
    if (dots !== "") {
      const folder = join(dirname(path), "../".repeat(dots.length - 1));
      return this.fileIn(folder, parts);
    }
    if (parts.length === 0) return null;
    const key = `${script}\n${name}`;
    const known = this.found.get(key);
    if (known !== undefined) return known;
    const file = this.search(script, parts);
    this.found.set(key, file);
    return file;
  }

  private search(script: string, parts: readonly string[]): string | null {
    let folder = script;
    for (let level = 0; level < MOST_LEVELS; level++) {
      const file = this.fileIn(folder, parts) ?? this.fileIn(join(folder, "src"), parts);
      if (file !== null) return file;
      const absolute = resolve(folder);
      if (absolute === parse(absolute).root || this.isLimit(absolute)) return null;
      folder = join(folder, "..");
    }
    return null;
  }

  /** Where a project ends: a folder of the workspace, or one that looks like a checkout. */
  private isLimit(folder: string): boolean {
    if (this.options.limits?.().includes(folder) === true) return true;
    return exists(join(folder, ".git")) || exists(join(folder, "pyproject.toml"));
  }

  /** Of a package and a module of the same name Python takes the package. */
  private fileIn(folder: string, parts: readonly string[]): string | null {
    const base = join(folder, ...parts);
    const candidates = [join(base, "__init__.py")];
    if (parts.length > 0) candidates.push(`${base}.py`);
    return candidates.find((path) => this.stampOf(path) !== null) ?? null;
  }

  private textOf(path: string): string | null {
    const stamp = this.stampOf(path);
    const known = this.readings.get(path);
    if (known?.stamp === stamp) return known.text;
    const text = stamp === null ? null : this.load(path);
    if (text === null) return null;
    this.readings.set(path, { stamp, text });
    return text;
  }

  private load(path: string): string | null {
    const open = this.options.open?.(path);
    if (open) return open.text;
    try {
      return pythonText(readFileSync(path));
    } catch {
      return null;
    }
  }

  /** Null: there is no such file, or none to read. */
  private stampOf(path: string): string | null {
    const open = this.options.open?.(path);
    if (open) return `version ${open.version}`;
    try {
      const { mtimeMs, size } = statSync(path);
      return size > MOST_BYTES ? null : `${mtimeMs} ${size}`;
    } catch {
      return null;
    }
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
