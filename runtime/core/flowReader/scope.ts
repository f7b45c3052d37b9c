import type { DecoratorOrigin, Step } from "../flow";
import type { Argument } from "../value";
import type { ReadCache } from "./cache";
import type { ClassDraft } from "./classes";
import type { Constant } from "./constants";
import type { ImportedName, Reference } from "./pieces";
import type { ModulePlace } from "./module";
import type { DefItem } from "./structure";
import { METAFLOW_NAMES } from "./metaflowNames";

/** What a module-level name stands for, as far as the file tells. */
export type Binding =
  | { readonly kind: "metaflow"; readonly name: string }
  /** A decorator called once and kept: `gpu = kubernetes(gpu=1)`. */
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Argument[] }
  | { readonly kind: "module"; readonly path: string; readonly sure: boolean }
  | { readonly kind: "class"; readonly draft: ClassDraft }
  /** `step`: what it is when a class takes it, `name = function`. */
  | { readonly kind: "function"; readonly item: DefItem; readonly step: Step | null }
  /** Imported from elsewhere under this name; not `sure` where the import may not have run. */
  | {
      readonly kind: "foreign";
      readonly module: string;
      readonly name: string;
      readonly sure: boolean;
    }
  | Constant
  | { readonly kind: "other" };

/** The names of a module, filled in order of its statements. */
export class ModuleScope {
  private readonly names = new Map<string, Binding>();
  private metaflowStar = false;
  /** Some star import could not be followed. */
  private bringsAny = false;
  /** The imported names that are being looked up. */
  private readonly following = new Set<string>();
  /** Equal for scopes with equal histories, so that what was resolved once can be used again. */
  version = 0;

  constructor(
    private readonly cache: ReadCache,
    private readonly place: ModulePlace,
  ) {}

  /** What the file itself binds to a name; nothing is followed. */
  here(name: string): Binding | null {
    return this.names.get(name) ?? null;
  }

  /** `fallback`: in an `else` or `except`, which must not hide what the main path binds. */
  bind(name: string, binding: Binding, fallback: boolean): void {
    const known = this.names.get(name);
    if (fallback && known?.kind === "constant") binding = { kind: "other" };
    // Which of two functions a class takes as a step is not known.
    else if (fallback && known?.kind === "function") binding = { ...known, step: null };
    else if (fallback && known && !this.givesWay(known, name, binding)) return;
    this.names.set(name, binding);
    this.version = this.cache.scopeAfter(this.version, `${name} ${signatureOf(binding)}`);
  }

  /** `try: from own import step`, `except ImportError: from metaflow import step`. */
  private givesWay(known: Binding, name: string, binding: Binding): boolean {
    if (known.kind === "other") return true;
    const isImport = known.kind === "foreign" || known.kind === "module";
    return isImport && binding.kind === "metaflow" && this.resolve([name])?.kind === known.kind;
  }

  import(names: readonly ImportedName[], fallback: boolean, sure: boolean): void {
    for (const { bound, module, symbol } of names) {
      const ofMetaflow = isMetaflow(module);
      if (symbol === "*") {
        this.metaflowStar ||= ofMetaflow;
        this.version = this.cache.scopeAfter(this.version, `* ${module}`);
        if (!ofMetaflow) this.bindAll(module, fallback, sure);
      } else if (symbol === null)
        this.bind(bound, { kind: "module", path: module, sure }, fallback);
      else if (ofMetaflow) this.bind(bound, { kind: "metaflow", name: symbol }, fallback);
      else this.bind(bound, { kind: "foreign", module, name: symbol, sure }, fallback);
    }
  }

  /** What a dotted name stands for; null when nothing in the file says so. */
  resolve(path: readonly string[] | null): Binding | null {
    const [first, ...rest] = path ?? [];
    if (first === undefined) return { kind: "other" };
    if (!this.names.has(first)) return rest.length === 0 ? this.unbound(first) : null;
    return this.bound([first, ...rest]);
  }

  /** What a dotted name stands for by the file's own statements, followed into other files. */
  private bound([first = "", ...rest]: readonly string[]): Binding | null {
    const binding = this.names.get(first);
    if (!binding) {
      const isStar = this.metaflowStar && rest.length === 0 && METAFLOW_NAMES.has(first);
      return isStar ? { kind: "metaflow", name: first } : null;
    }
    const last = rest[rest.length - 1];
    switch (binding.kind) {
      case "module": {
        if (last === undefined) return binding;
        if (isMetaflow(binding.path)) return { kind: "metaflow", name: last };
        const found = asSure(binding.sure, this.imported(binding.path, rest));
        return found ?? { ...binding, kind: "foreign", module: binding.path, name: last };
      }
      case "foreign":
        return (
          asSure(binding.sure, this.imported(binding.module, [binding.name, ...rest])) ??
          (last === undefined ? binding : { ...binding, name: last })
        );
      default:
        return last === undefined ? binding : { kind: "other" };
    }
  }

  /** What a name of another file stands for, if that file can be followed and says so. */
  private imported(module: string, names: readonly string[]): Binding | null {
    const found = this.followed(module, names);
    if (found !== null && isOfUse(found)) return found;
    // `from pkg import base`, or `import pkg.base`: the name is a module of its own.
    const [name = "", ...rest] = names;
    if (rest.length === 0) return null;
    return this.imported(module.endsWith(".") ? module + name : `${module}.${name}`, rest);
  }

  /** Two files may import a name from each other: whoever asks again on the way gets nothing. */
  private followed(module: string, names: readonly string[]): Binding | null {
    const way = [module, ...names].join(" ");
    if (this.following.has(way)) return null;
    this.following.add(way);
    try {
      return this.scopeOf(module)?.bound(names) ?? null;
    } finally {
      this.following.delete(way);
    }
  }

  private scopeOf(module: string): ModuleScope | null {
    return this.place.library.imported(module, this.place);
  }

  private bindAll(module: string, fallback: boolean, sure: boolean): void {
    const scope = this.scopeOf(module);
    const isChosen = scope?.names.has("__all__") === true;
    if (isChosen || scope?.bringsAny !== false) this.forgetConstants();
    if (scope === null) return;
    this.metaflowStar ||= scope.metaflowStar;
    for (const name of scope.names.keys()) {
      const binding = name.startsWith("_") ? null : scope.bound([name]);
      const known = asSure(sure && !isChosen, binding);
      if (known !== null && isOfUse(known)) this.bind(name, known, fallback);
      else if (this.names.get(name)?.kind === "constant") this.bind(name, { kind: "other" }, false);
    }
  }

  /** An unknown file, or a statement that makes names of texts, may bring any name. */
  forgetConstants(): void {
    this.bringsAny = true;
    for (const [name, { kind }] of this.names)
      if (kind === "constant") this.bind(name, { kind: "other" }, false);
  }

  private unbound(name: string): Binding | null {
    if (!METAFLOW_NAMES.has(name)) return null;
    // `FlowSpec` and `step` that nothing imports: half-typed text, or a star import of a wrapper.
    const alone = name === "FlowSpec" || name === "step";
    return alone || this.metaflowStar ? { kind: "metaflow", name } : null;
  }
}

/** A constant that may not be there, or be another one, is none. */
function asSure(sure: boolean, binding: Binding | null): Binding | null {
  return !sure && binding?.kind === "constant" ? { kind: "other" } : binding;
}

/** A plain function of another file, or what only its own statements would tell, says nothing here. */
function isOfUse(binding: Binding): boolean {
  const { kind } = binding;
  if (kind === "constant") return !binding.mutable;
  if (kind === "function") return binding.step !== null;
  return kind === "class" || kind === "metaflow" || kind === "call";
}

function signatureOf(binding: Binding): string {
  switch (binding.kind) {
    case "metaflow":
    case "call":
      return `${binding.kind} ${binding.name}`;
    case "constant":
      return `constant ${binding.text}`;
    case "foreign":
      return `foreign ${binding.module} ${binding.name} ${String(binding.sure)}`;
    case "module":
      return `module ${binding.path} ${String(binding.sure)}`;
    default:
      return binding.kind;
  }
}

/** Whether a module is Metaflow itself or one of its own. */
export function isMetaflow(module: string): boolean {
  return module === "metaflow" || module.startsWith("metaflow.");
}

interface DecoratorTarget {
  readonly name: string;
  readonly origin: DecoratorOrigin;
  /** The arguments of a call that was kept: `gpu = kubernetes(gpu=1)`. */
  readonly bound: readonly Argument[] | null;
  readonly reachesFlow?: true;
}

/** Whether a decorator's name leads to Metaflow, and to which of its decorators. */
export function decoratorTarget(scope: ModuleScope, reference: Reference): DecoratorTarget {
  const binding = scope.resolve(reference.path);
  const written = reference.text;
  if (!binding) return { name: written, origin: "unknown", bound: null };
  if (binding.kind === "metaflow") return { name: binding.name, origin: "metaflow", bound: null };
  if (binding.kind === "call" && !reference.called) {
    return { name: binding.name, origin: "metaflow", bound: binding.arguments };
  }
  const reachesFlow = binding.kind === "class" && reaches(binding.draft, 0);
  return { name: written, origin: "user", bound: null, ...(reachesFlow && { reachesFlow }) };
}

function reaches({ reachesFlow, bases }: ClassDraft, depth: number): boolean {
  if (reachesFlow()) return true;
  const next = depth + 1;
  return next < 20 && bases.some((base) => base.kind === "class" && reaches(base.draft, next));
}
