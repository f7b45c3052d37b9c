import type { Argument, PyValue } from "../value";
import type { Span } from "../text";
import type { LogicalLine } from "../python/lines";
import type { ReadCache } from "./cache";
import type { Literals } from "./literals";
import type { Binding, ModuleScope } from "./scope";

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

/** Names that a statement or the head of a block gives another value: `del A`, `A += 1`, `for A in`. */
export function reboundIn(statement: string): readonly string[] {
  const [, targets = ""] =
    /^(?:async\s+)?(?:del|for)\b([^;:=]*?)(?:\bin\b|$)/u.exec(statement) ??
    /^(?:async\s+)?with\b([^]*)$/u.exec(statement) ??
    /^(\w+)\s*(?:\*\*|\/\/|<<|>>|[-+*/%@&|^])=/u.exec(statement) ??
    /^([\w\s,*()[\]]*,[\w\s,*()[\]]*)=(?!=)/u.exec(statement) ??
    [];
  return targets.match(/[^\W\d]\w*/gu) ?? [];
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
    if (found === null) {
      const source = text.slice(line.code, line.end);
      const assigned = /^([^\W\d]\w*)\s*(?::[^=]*)?=(?!=)/u.exec(source)?.[1];
      const names = assigned === undefined ? reboundIn(source) : [assigned];
      for (const name of names) this.set(name, null);
    } else this.set(found.name, sure ? found.constant : null);
  }

  private set(name: string, constant: Constant | null): void {
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

/**
 * Arguments with the values of the constants that they name, each with the name's own place in the
 * text: what a literal says elsewhere is said here.
 */
export function withConstants(
  given: readonly Argument[],
  constants: ClassConstants | null,
  resolve: (path: readonly string[]) => Binding | null,
): readonly Argument[] {
  if (given.every(({ value }) => value.kind !== "expression")) return given;
  return given.map((argument) => {
    const { value, star } = argument;
    if (value.kind !== "expression" || star > 0) return argument;
    if (!/^[^\W\d]\w*(?:\.[^\W\d]\w*)*$/u.test(value.text)) return argument;
    const path = value.text.normalize("NFKC").split(".");
    const own = path.length === 1 ? constants?.get(path[0] ?? "") : undefined;
    const binding = own === undefined ? resolve(path) : own;
    const meant = binding?.kind === "constant" ? binding.value() : null;
    if (meant === null) return argument;
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
