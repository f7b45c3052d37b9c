import type { SourceFile } from "../flow";
import { scanLines } from "../python/lines";
import { LineMap } from "../text";
import { ReadCache } from "./cache";
import { readModule, type ModulePlace } from "./module";
import type { ModuleScope } from "./scope";
import { SOURCE_STRIDE } from "./sources";
import { structureOf } from "./structure";

/** Where the import statements of one file lead. */
export interface Imports {
  /**
   * The file of a module as an import names it (`pkg.base`, `.base`); null when there is none that
   * can be followed. Asked only for modules that a flow's bases or decorators come from.
   */
  find(module: string): ModuleFile | null;
}

/** A Python file that others import from. */
export interface ModuleFile {
  /** Tells files apart, and is shown. */
  readonly path: string;
  readonly text: string;
  readonly imports: Imports;
}

/** More files than this are not followed from one. */
const MOST_FILES = 200;

/** The files that were followed from one file, each read once. Cycles end where they close. */
export class Library {
  private readonly scopes = new Map<string, ModuleScope | null>();
  /** What imports led to, by the importing file: a name is resolved with every keystroke. */
  private readonly found = new Map<string, ModuleFile>();
  private readonly read: SourceFile[] = [];

  /** The files read so far. */
  get sources(): readonly SourceFile[] {
    return this.read;
  }

  /** The names of a module that a file imports; null when it cannot be followed. */
  imported(module: string, { imports, source }: ModulePlace): ModuleScope | null {
    const key = `${source?.path ?? ""}\n${module}`;
    const file = this.found.get(key) ?? imports?.find(module) ?? null;
    if (file === null) return null;
    this.found.set(key, file);
    return this.scopeOf(file);
  }

  /** The names of a module; null while it is being read, and for files that are too many or too long. */
  private scopeOf({ path, text, imports }: ModuleFile): ModuleScope | null {
    const known = this.scopes.get(path);
    if (known !== undefined) return known;
    this.scopes.set(path, null);
    if (this.read.length >= MOST_FILES || text.length >= SOURCE_STRIDE) return null;
    const base = (this.read.length + 1) * SOURCE_STRIDE;
    const source: SourceFile = { path, text, lines: new LineMap(text), base };
    this.read.push(source);
    const scan = scanLines(text);
    const place = { imports, library: this, source };
    const cache = new ReadCache();
    const { scope } = readModule(text, source.lines, scan, structureOf(scan.lines), cache, place);
    this.scopes.set(path, scope);
    return scope;
  }
}
