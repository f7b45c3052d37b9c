import type { LogicalLine, Scan } from "../python/lines";
import type { ReadCache } from "./cache";
import type { ClassDraft } from "./classes";
import type { Binding, ModuleScope } from "./scope";
import type { DefItem } from "./structure";

/** A name before a parenthesis. Without the look behind it would take quadratic time on long names. */
const CALLED_NAME = /(?<![\w\u0080-\uffff])([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)[\s\\)]*\(/g;
const ALIAS = /^([^\W\d]\w*)\s*(?::[^=]*)?=\s*([^\W\d]\w*)$/u;
const LOOP = /^(?:async\s+)?for\s+([^\W\d]\w*)\s+in\s*[([]([\w\s,]*)[)\]]\s*:/u;

/** What a function's own names stand for: `cls = MyFlow`, `for cls in (A, B):`. */
type Locals = Map<string, readonly Binding[]>;

/** Finds the classes that a file starts: those that its module-level code calls, also in functions. */
export class Started {
  /** The classes called so far. */
  readonly classes = new Set<ClassDraft>();
  private readonly entered = new Set<DefItem>();
  private readonly functions: DefItem[] = [];
  private readonly loops: Locals = new Map();
  /** Names that can be called with an effect here: classes and functions. */
  private readonly callable = new Set<string>();

  constructor(
    private readonly text: string,
    private readonly scan: Scan,
    private readonly cache: ReadCache,
    private readonly scope: ModuleScope,
  ) {}

  /** A class or function of this name was defined. */
  define(name: string): void {
    this.callable.add(name);
  }

  /** A module-level statement is run. */
  run(line: LogicalLine): void {
    this.runIn(line, this.loops);
  }

  /** Functions that were called see every name that the module has in the end. */
  runFunctions(): void {
    for (let item = this.functions.pop(); item; item = this.functions.pop()) {
      const locals: Locals = new Map();
      this.runIn(item.header, locals);
      for (const line of this.scan.lines.slice(item.bodyStart, item.bodyEnd)) {
        this.runIn(line, locals);
      }
    }
  }

  private runIn(line: LogicalLine, locals: Locals): void {
    const source = this.text.slice(line.code, line.end);
    this.noteLocal(source, locals);
    if (!this.mayCall(source, locals)) return;
    for (const { path, idle } of this.cache.read("calls", line, this.text)) {
      const [name] = path;
      if (path.length !== 1 || name === undefined) continue;
      for (const binding of this.meaning(name, locals)) this.call(binding, idle);
    }
  }

  /** The module's own assignments are in its scope. */
  private noteLocal(source: string, locals: Locals): void {
    const alias = locals === this.loops ? null : ALIAS.exec(source);
    const [, name = "", value = ""] = alias ?? LOOP.exec(source) ?? [];
    if (name === "" || (locals === this.loops && this.scope.here(name))) return;
    const meant = (value.match(/[^\W\d]\w*/gu) ?? []).flatMap((one) => this.meaning(one, locals));
    locals.set(name, [...new Set(meant)]);
  }

  private meaning(name: string, locals: Locals): readonly Binding[] {
    const binding = this.scope.here(name);
    return locals.get(name) ?? (binding ? [binding] : []);
  }

  private call(binding: Binding, idle: boolean): void {
    if (binding.kind === "class" && !idle) this.classes.add(binding.draft);
    if (binding.kind !== "function" || this.entered.has(binding.item)) return;
    this.entered.add(binding.item);
    this.functions.push(binding.item);
  }

  /** Whether a parse is worth it: some known name stands before a parenthesis. */
  private mayCall(source: string, locals: Locals): boolean {
    for (const [, written = ""] of source.matchAll(CALLED_NAME)) {
      const name = written.normalize("NFKC");
      if (locals.has(name) || this.callable.has(name)) return true;
      if (this.scope.here(name)?.kind === "class") return true;
    }
    return false;
  }
}
