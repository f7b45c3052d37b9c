import type { Argument, PyValue } from "../value";
import type { Span } from "../text";
import type { LogicalLine } from "../python/lines";
import { namesBound } from "./boundNames";
import type { ReadCache } from "./cache";
import type { Chance } from "./branches";
import type { Literals } from "./literals";
import type { Binding, ModuleScope } from "./scope";
import type { Item } from "./structure";

/** A name that stands for a literal: `CPU = 4`. */
export interface Constant {
  readonly kind: "constant";
  /** The assignment as written: two of the same text are the same constant. */
  readonly text: string;
  /** A list or dict, or a tuple with one: who else has it may change it. */
  readonly mutable: boolean;
  /** Null when it turns out to be no literal; read only when a decorator names it. */
  readonly value: () => PyValue | null;
}

/** Whether all of a block's statements run: what a `try` or a `with` holds may end early. */
export function isCertain(header: string, chance: Chance): boolean {
  return chance === "always" && /^(?:if|finally)\b/u.test(header);
}

/** Whether a line stands in a `match`, which is no block here. */
export function isDeeper(line: LogicalLine, [first]: readonly Item[]): boolean {
  const top = first?.kind === "line" ? first.line : first?.header;
  return top !== undefined && line.indent > top.indent;
}

/** The names that a class has bound to literals so far; a name bound to anything else hides them. */
export class ClassConstants {
  /** Equal for equal histories of the names around the class and in it. */
  version: number;
  private readonly known = new Map<string, Constant | null>();

  constructor(
    private readonly cache: ReadCache,
    private readonly literals: Literals,
    private readonly scope: ModuleScope,
  ) {
    this.version = scope.version;
  }

  /** `sure` is false where the statement may not run. */
  note(line: LogicalLine, text: string, sure: boolean): void {
    const found = this.literals.constantIn(line);
    this.hide(line, text);
    if (found !== null) this.set(found.name, sure ? found.constant : null);
  }

  /** What a statement or a block's header binds is no constant. */
  hide(line: LogicalLine, text: string): void {
    for (const name of namesBound(line, text, this.cache)) this.set(name, null);
  }

  set(name: string, constant: Constant | null): void {
    const hides = this.known.has(name) || this.scope.here(name) !== null;
    this.known.set(name, constant);
    // A name that means nothing yet, and is no constant, changes no decorator's meaning.
    if (constant === null && !hides) return;
    this.version = this.cache.scopeAfter(this.version, `constant ${constant?.text ?? name}`);
  }

  get(name: string): Constant | null | undefined {
    return this.known.get(name);
  }
}

const PATH = /^[^\W\d]\w*(?:\.[^\W\d]\w*)*$/u;

/** In a class, Python knows these by another name. */
const PRIVATE = /^__.*(?<!__)$/u;

/** Whether an argument may be a constant's name. */
export function namesConstant({ value, star }: Argument): boolean {
  if (star > 0) return false;
  return value.constant !== undefined || (value.kind === "expression" && PATH.test(value.text));
}

/**
 * Arguments with the values of the constants that they name, each with the name's own place in the
 * text: what a literal says elsewhere is said here.
 */
export function withConstants(
  given: readonly Argument[],
  constants: ClassConstants | null,
  literals: Literals,
  resolve: (path: readonly string[]) => Binding | null,
): readonly Argument[] {
  if (!given.some(namesConstant)) return given;
  return given.map((argument) => {
    const { value } = argument;
    if (value.kind !== "expression" || !namesConstant(argument)) return argument;
    const path = value.text.split(".");
    if (PRIVATE.test(path[0] ?? "")) return argument;
    const own = path.length === 1 ? constants?.get(path[0] ?? "") : undefined;
    const binding = own === undefined ? resolve(path) : own;
    // A name of another file may be rebound there, or here.
    const meant = binding?.kind === "constant" ? binding.value() : null;
    if (meant === null || !literals.isSure(path[path.length - 1] ?? "")) return argument;
    return { ...argument, value: { ...placedAt(meant, value.span), constant: value.text } };
  });
}

function placedAt(value: PyValue, span: Span): PyValue {
  switch (value.kind) {
    case "list":
    case "tuple":
    case "set":
      return { ...value, span, items: value.items.map((item) => placedAt(item, span)) };
    case "dict": {
      const entries = value.entries.map((entry) => ({
        key: placedAt(entry.key, span),
        value: placedAt(entry.value, span),
      }));
      return { ...value, span, entries };
    }
    default:
      return { ...value, span };
  }
}
