import type { LogicalLine } from "../python/lines";

/** The file's statements as far as classes matter: a function's body stays closed. */
export type Item = LineItem | DefItem | ClassItem | BlockItem;

interface LineItem {
  readonly kind: "line";
  readonly line: LogicalLine;
}

export interface DefItem {
  readonly kind: "def";
  readonly decorators: readonly LogicalLine[];
  readonly header: LogicalLine;
  /** Indices into the file's lines: first line of the body, and the one after its last. */
  readonly bodyStart: number;
  bodyEnd: number;
  /** The body's first and last line at the body's own indentation. */
  first: LogicalLine | null;
  last: LogicalLine | null;
  /** Offset after the last token of the body. */
  end: number;
}

export interface ClassItem {
  readonly kind: "class";
  readonly decorators: readonly LogicalLine[];
  readonly header: LogicalLine;
  readonly members: Item[];
  end: number;
}

/** `if`, `try`, `with`, loops: their bodies run in the scope around them. */
export interface BlockItem {
  readonly kind: "block";
  readonly header: LogicalLine;
  readonly members: Item[];
}

interface Scope {
  readonly indent: number;
  readonly item: DefItem | ClassItem | BlockItem | null;
  readonly members: Item[];
  bodyIndent: number | null;
}

/** The end of a header whose body stands below it. */
const COLON = 58;

/** Arranges logical lines into statements by their indentation; a stray dedent does not end a class. */
export function structureOf(lines: readonly LogicalLine[]): Item[] {
  return new Arranger(lines).arrange();
}

class Arranger {
  private readonly root: Scope = { indent: -1, item: null, members: [], bodyIndent: null };
  private readonly stack: Scope[] = [this.root];
  /** The scopes that the last dedent has ended, outermost first. */
  private closed: Scope[] = [];
  private decorators: LogicalLine[] = [];

  constructor(private readonly lines: readonly LogicalLine[]) {}

  arrange(): Item[] {
    this.lines.forEach((line, index) => {
      if (this.isInBody(line)) addToBody(this.top, line, index);
      else this.place(line, index);
    });
    this.endItems(this.stack, this.lines.length);
    return this.root.members;
  }

  /** Most lines are: a statement of a function, after which nothing else can have changed. */
  private isInBody({ kind, indent }: LogicalLine): boolean {
    const { top } = this;
    return (
      kind === "simple" &&
      top.item?.kind === "def" &&
      top.bodyIndent !== null &&
      indent > top.indent &&
      (indent <= top.bodyIndent || this.closed.length === 0) &&
      this.decorators.length === 0
    );
  }

  /** Items of scopes whose last line stands above the one at `index`. */
  private endItems(scopes: readonly Scope[], index: number): void {
    const end = this.lines[index - 1]?.end ?? 0;
    for (const { item } of scopes) if (item && item.kind !== "block") item.end = end;
  }

  private place(line: LogicalLine, index: number): void {
    const [decorator] = this.decorators;
    // What is decorated stands below its decorators, whatever its margin says.
    const indent = decorator && isHeader(line) ? decorator.indent : line.indent;
    const ended: Scope[] = [];
    while (this.stack.length > 1 && this.top.indent >= indent) {
      const scope = this.stack.pop();
      if (scope) ended.unshift(scope);
    }
    if (ended.length > 0) this.endItems(ended, index);
    if (!decorator) this.reopen(line);
    if (ended.length > 0 || line.kind !== "simple") this.closed = ended;
    // A decorator without its `def`: the body below it is nobody's.
    else if (decorator) this.closed = [];
    const { top } = this;
    top.bodyIndent ??= indent;
    if (top.item?.kind === "def") addToBody(top, line, index);
    else this.addMember(top, line, index);
  }

  private get top(): Scope {
    return this.stack[this.stack.length - 1] ?? this.root;
  }

  /** A line deeper than its neighbours, after a stray line that ended its scope: go on in that scope. */
  private reopen(line: LogicalLine): void {
    const { top } = this;
    if (top.bodyIndent === null || line.indent <= top.bodyIndent) return;
    const depth = this.closed.findIndex(({ bodyIndent, indent, item }) =>
      bodyIndent === null
        ? indent < line.indent && item?.header.last === COLON
        : bodyIndent === line.indent,
    );
    if (depth >= 0) this.stack.push(...this.closed.slice(0, depth + 1));
  }

  private addMember(scope: Scope, line: LogicalLine, index: number): void {
    const { decorators } = this;
    if (line.kind === "decorator") {
      decorators.push(line);
      return;
    }
    this.decorators = [];
    const item = itemOf(line, index, decorators);
    scope.members.push(item);
    if (item.kind === "line") return;
    const members = item.kind === "def" ? [] : item.members;
    const indent = decorators[0]?.indent ?? line.indent;
    this.stack.push({ indent, item, members, bodyIndent: null });
  }
}

function isHeader({ kind }: LogicalLine): boolean {
  return kind === "def" || kind === "class" || kind === "decorator";
}

function itemOf(header: LogicalLine, index: number, decorators: LogicalLine[]): Item {
  const { end } = header;
  switch (header.kind) {
    case "def": {
      const body = { bodyStart: index + 1, bodyEnd: index + 1, first: null, last: null };
      return { kind: "def", decorators, header, ...body, end };
    }
    case "class":
      return { kind: "class", decorators, header, members: [], end };
    case "block":
    case "clause":
      return { kind: "block", header, members: [] };
    default:
      return { kind: "line", line: header };
  }
}

function addToBody({ item, bodyIndent }: Scope, line: LogicalLine, index: number): void {
  if (item?.kind !== "def") return;
  item.bodyEnd = index + 1;
  if (line.indent > (bodyIndent ?? line.indent)) return;
  item.first ??= line;
  item.last = line;
}
