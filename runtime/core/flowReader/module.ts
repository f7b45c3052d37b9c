import type { SourceFile, Step } from "../flow";
import type { LineMap } from "../text";
import type { LogicalLine, Scan } from "../python/lines";
import type { ReadCache } from "./cache";
import { Branches } from "./branches";
import { ClassReader, type ClassDraft } from "./classes";
import { namesBound } from "./boundNames";
import { isCertain, isDeeper, withConstants } from "./constants";
import type { Imports, Library } from "./library";
import { Literals } from "./literals";
import type { Reference } from "./pieces";
import { ModuleScope, type Binding } from "./scope";
import { shiftArguments } from "./shift";
import { ofSource, stepOfSource } from "./sources";
import { Started } from "./started";
import { StepReader } from "./stepReader";
import { inlineBody, statementsOf } from "./statements";
import type { DefItem, Item } from "./structure";

/** Which file is read, and how others are reached from it. */
export interface ModulePlace {
  /** Null: nothing is followed. */
  readonly imports: Imports | null;
  readonly library: Library;
  /** Null: the file that was asked for. */
  readonly source: SourceFile | null;
}

/** What one file says by itself. */
export interface ModuleDraft {
  readonly scope: ModuleScope;
  /** Classes that a module-level name still stands for at the end, in source order. */
  readonly classes: readonly ClassDraft[];
  /** The classes that module-level code calls. */
  readonly called: ReadonlySet<ClassDraft>;
}

/** Runs through the module's statements in order, as an interpreter would, without any values. */
export function readModule(
  text: string,
  map: LineMap,
  scan: Scan,
  items: readonly Item[],
  cache: ReadCache,
  place: ModulePlace,
): ModuleDraft {
  return new ModuleReader(text, map, scan, cache, place).read(items);
}

/** An attribute of a name that is bound or deleted; those of Python's own do not matter. */
const GIVEN =
  /^(?:del\s+)?([^\W\d]\w*)\.(?!__)\w+\s*(?:$|(?::[^=]*)?=(?!=))|\b(?:setattr|delattr)\s*\(\s*([^\W\d]\w*)/u;

class ModuleReader {
  private readonly scope: ModuleScope;
  private readonly literals: Literals;
  private readonly steps: StepReader;
  private readonly classes: ClassDraft[] = [];
  private readonly started: Started;

  constructor(
    private readonly text: string,
    private readonly map: LineMap,
    scan: Scan,
    private readonly cache: ReadCache,
    private readonly place: ModulePlace,
  ) {
    this.scope = new ModuleScope(cache, place);
    this.started = new Started(text, scan, cache, this.scope);
    this.literals = new Literals(text, scan.lines, cache);
    this.steps = new StepReader(text, map, scan, cache, this.scope, this.literals);
  }

  read(items: readonly Item[]): ModuleDraft {
    this.walk(items, false, true);
    this.started.runFunctions();
    const kept = this.classes.filter((draft) => {
      const binding = this.scope.resolve([draft.name]);
      return (
        binding?.kind !== "class" ||
        binding.draft === draft ||
        !this.classes.includes(binding.draft)
      );
    });
    return { scope: this.scope, classes: kept, called: this.started.classes };
  }

  private walk(items: readonly Item[], fallback: boolean, sure: boolean): void {
    const branches = new Branches();
    for (const item of items) {
      switch (item.kind) {
        case "class":
          this.addClass(
            new ClassReader(
              this.text,
              this.map,
              this.cache,
              this.scope,
              this.steps,
              this.literals,
            ).read(item),
            fallback,
          );
          break;
        case "def": {
          const name = this.cache.read("def", item.header, this.text)?.name;
          if (name === undefined) break;
          this.scope.bind(name, { kind: "function", item, step: this.stepOf(item) }, fallback);
          this.started.define(name);
          break;
        }
        case "block": {
          const header = this.textOf(item.header);
          const chance = branches.next(header);
          if (chance === "never") break;
          this.started.run(item.header);
          this.unbindConstants(item.header);
          const below = fallback || (chance === "maybe" && isFallback(header));
          const certain = sure && isCertain(header, chance);
          for (const line of inlineBody(item.header, this.text, this.cache)) {
            this.readLine(line, below, certain);
          }
          this.walk(item.members, below, certain);
          break;
        }
        case "line":
          for (const line of statementsOf(item.line, this.text, this.cache)) {
            this.readLine(line, fallback, sure && !isDeeper(item.line, items));
          }
      }
    }
  }

  private stepOf(item: DefItem): Step | null {
    const step = this.steps.read(item, null);
    const { source } = this.place;
    return step && source ? stepOfSource(step, source) : step;
  }

  private textOf(line: LogicalLine): string {
    return this.text.slice(line.code, line.end);
  }

  private addClass(read: ClassDraft | null, fallback: boolean): void {
    if (!read) return;
    const { source } = this.place;
    const draft = source === null ? read : ofSource(read, source);
    const known = fallback ? this.scope.here(draft.name) : null;
    // `if ...: class F`, `else: class F`: the first is shown, and the second may be meant.
    if (known?.kind === "class") known.draft.unseen = true;
    this.classes.push(draft);
    this.scope.bind(draft.name, { kind: "class", draft }, fallback);
    this.started.define(draft.name);
  }

  private readLine(line: LogicalLine, fallback: boolean, sure: boolean): void {
    if (line.kind === "import") {
      this.scope.import(this.cache.read("import", line, this.text), fallback, sure);
      return;
    }
    this.started.run(line);
    const text = this.textOf(line);
    this.noteGiven(text);
    if (!/^[\w\u0080-\uffff]+\s*(?::[^=]*)?=[^=]/.test(text)) {
      this.unbindConstants(line);
      return;
    }
    const literal = sure ? this.literals.constantIn(line) : null;
    if (literal !== null) {
      this.unbindConstants(line, literal.name);
      this.scope.bind(literal.name, literal.constant, fallback);
      return;
    }
    const assignment = /^[\w\u0080-\uffff]+\s*(?::[^=]*)?=\s*(?:\\\s*)?[A-Za-z_(]/.test(text)
      ? this.cache.read("assignment", line, this.text)
      : null;
    const names = assignment?.names ?? [];
    names.forEach((name, index) => {
      const binding = this.bindingOf(assignment?.values[index] ?? null, line);
      this.scope.bind(name, binding, fallback);
    });
    for (const name of namesBound(line, this.text, this.cache)) {
      if (!names.includes(name)) this.scope.bind(name, { kind: "other" }, fallback);
    }
  }

  /** A name that is counted up, deleted or a loop's is no constant from there on. */
  private unbindConstants(line: LogicalLine, except: string | null = null): void {
    for (const name of namesBound(line, this.text, this.cache)) {
      if (name === except) continue;
      if (name === "*") this.scope.forgetConstants();
      const known = this.scope.here(name)?.kind;
      // A file that imports all of this one gets the name, whatever it stands for.
      if (known !== "constant" && (known !== undefined || this.place.source === null)) continue;
      this.scope.bind(name, { kind: "other" }, false);
    }
  }

  /** `Main.train = train` and `setattr(Main, …)`: a class that gets more than its body says. */
  private noteGiven(statement: string): void {
    const [, owner, argument] = GIVEN.exec(statement) ?? [];
    const name = owner ?? argument;
    const binding = name === undefined ? null : this.scope.here(name);
    if (binding?.kind === "class") binding.draft.unseen = true;
  }

  private bindingOf(value: Reference | null, line: LogicalLine): Binding {
    const binding = value && this.scope.resolve(value.path);
    if (!value || !binding) return { kind: "other" };
    if (!value.called) return binding;
    if (binding.kind !== "metaflow") return { kind: "other" };
    const own = withConstants(value.arguments, null, this.literals, (path) =>
      this.scope.resolve(path),
    );
    const given = shiftArguments(own, line.code + (this.place.source?.base ?? 0));
    return { kind: "call", name: binding.name, arguments: given };
  }
}

/** `else`, `elif` and `except` give way to what the main path binds. */
function isFallback(header: string): boolean {
  return /^(?:else|elif|except)\b/.test(header);
}
