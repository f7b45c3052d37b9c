import { readDefHeader } from "../flowReader/pieces";
import { structureOf, type DefItem, type Item } from "../flowReader/structure";
import { scanLines, type LogicalLine } from "../python/lines";
import type { Span } from "../text";

/** A class statement as it is written: what it has itself, without what it inherits. */
export interface ClassText {
  readonly name: string;
  /** Where its name begins. */
  readonly nameStart: number;
  readonly span: Span;
  /** The functions of its body, those below `if` or `try` included. */
  readonly methods: readonly MethodText[];
  /** All other statements of its body, decorators left out. */
  readonly statements: readonly Span[];
}

export interface MethodText {
  /** From `def` to the end of the body. */
  readonly span: Span;
  readonly header: Span;
}

/** A method's header, its places those of the file. */
interface MethodHead {
  readonly name: string;
  readonly nameSpan: Span;
  readonly parametersSpan: Span;
}

/** All classes of a file in source order, nested ones too. */
export function classTextsOf(text: string): readonly ClassText[] {
  const found: ClassText[] = [];
  collect(structureOf(scanLines(text).lines), text, found);
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** Reads a method's header; null when it is too damaged to be one. */
export function headOf(text: string, { header }: MethodText): MethodHead | null {
  const read = readDefHeader(text.slice(header.start, header.end));
  if (read === null) return null;
  const moved = ({ start, end }: Span): Span => ({
    start: start + header.start,
    end: end + header.start,
  });
  return {
    name: read.name,
    nameSpan: moved(read.nameSpan),
    parametersSpan: moved(read.parametersSpan),
  };
}

function collect(items: readonly Item[], text: string, found: ClassText[]): void {
  for (const item of items) {
    if (item.kind === "block") collect(item.members, text, found);
    if (item.kind !== "class") continue;
    const { header, decorators, members, end } = item;
    const name = nameIn(text, header);
    const body = bodyOf(members);
    if (name !== null) {
      const span = { start: decorators[0]?.code ?? header.code, end };
      found.push({ name: text.slice(name.start, name.end), nameStart: name.start, span, ...body });
    }
    collect(members, text, found);
  }
}

function nameIn(text: string, { code, end }: LogicalLine): Span | null {
  const [all, before = ""] =
    /^(class(?:[ \t\f]|\\\r?\n)+)[^\s\\(:[]+/u.exec(text.slice(code, end)) ?? [];
  return all === undefined ? null : { start: code + before.length, end: code + all.length };
}

function bodyOf(items: readonly Item[]): Pick<ClassText, "methods" | "statements"> {
  const methods: MethodText[] = [];
  const statements: Span[] = [];
  for (const item of items) {
    switch (item.kind) {
      case "def":
        methods.push(methodOf(item));
        break;
      case "line":
        statements.push({ start: item.line.code, end: item.line.end });
        break;
      case "block": {
        const inner = bodyOf(item.members);
        statements.push({ start: item.header.code, end: item.header.end }, ...inner.statements);
        methods.push(...inner.methods);
        break;
      }
      case "class":
    }
  }
  return { methods, statements };
}

function methodOf({ header, end }: DefItem): MethodText {
  return {
    span: { start: header.code, end: Math.max(end, header.end) },
    header: { start: header.code, end: header.end },
  };
}
