import type { LogicalLine } from "../python/lines";
import type { ReadCache } from "./cache";
import type { Constant } from "./constants";

/** Longer literals are data. */
const LONGEST = 4000;
/** For each of them all of the text is searched. */
const MOST_LISTS = 100;
const LITERAL =
  /^([^\W\d]\w*)\s*(?::[^=]*)?=\s*(?:[-+\d."'[{(]|[rRbBuU]{1,2}["']|(?:True|False|None)\b)/u;
const WORD = /[\w\u0080-\uffff]/u;

/** The literals that names of one file stand for, where its text leaves no doubt that they still do. */
export class Literals {
  private lists = 0;
  private doubtText: string | null = null;
  private rebound: ReadonlySet<string> | null | undefined;

  constructor(
    private readonly text: string,
    private readonly lines: readonly LogicalLine[],
    private readonly cache: ReadCache,
  ) {}

  /** Names that more than statements in their order may bind; null: any name may be. */
  private get doubtful(): ReadonlySet<string> | null {
    const { rebound = reboundAnywhere(this.text) } = this;
    return (this.rebound = rebound);
  }

  /** Equal for texts that leave the same names in doubt. */
  get doubts(): string {
    return (this.doubtText ??= this.doubtful === null ? "*" : [...this.doubtful].sort().join(" "));
  }

  /** Whether a name stands for what the last statement has bound to it, asked for only where it is used. */
  isSure(name: string): boolean {
    return this.doubtful?.has(name) === false;
  }

  /** The name that a statement binds to what looks like a literal; null for all others. */
  constantIn(line: LogicalLine): { readonly name: string; readonly constant: Constant } | null {
    const { text, cache } = this;
    if (line.kind !== "simple" || line.end - line.code > LONGEST) return null;
    const source = text.slice(line.code, line.end);
    const match = LITERAL.exec(source);
    const name = match?.[1];
    if (name === undefined) return null;
    const mutable = /^[[{(]$/u.test(match?.[0].at(-1) ?? "") && /[[{]/u.test(source);
    if (mutable && !this.isOnlyGiven(name)) return null;
    const value = (): ReturnType<Constant["value"]> =>
      this.isSure(name) ? cache.read("literal", line, text).value : null;
    return { name, constant: { kind: "constant", text: source, mutable, value } };
  }

  /**
   * Whether a list or dict is named in decorators only, after it was written: every other statement
   * that names it may change what is in it.
   */
  private isOnlyGiven(name: string): boolean {
    const { text } = this;
    if (++this.lists > MOST_LISTS) return false;
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
      const end = at + name.length;
      const isWord = !WORD.test(text.charAt(at - 1)) && !WORD.test(text.charAt(end));
      if (isWord && this.mayChange(at, end)) return false;
    }
    return true;
  }

  private mayChange(at: number, end: number): boolean {
    const line = this.lineAround(at);
    if (line === undefined || line.kind === "import") return false;
    const after = this.text.slice(end, Math.max(line.end, end));
    if (line.code === at) return !/^\s*(?::[^=]*)?=(?!=)/u.test(after);
    if (line.kind !== "decorator") return true;
    const isOption = /^\s*=(?!=)/u.test(after);
    const isValue = /=\s*$/u.test(this.text.slice(line.code, at)) && /^\s*[,)]/u.test(after);
    return !isOption && !isValue;
  }

  /** The statement that a place lies in; undefined for a comment's. */
  private lineAround(at: number): LogicalLine | undefined {
    let [from, to] = [0, this.lines.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.lines[middle]?.code ?? 0) <= at) from = middle + 1;
      else to = middle;
    }
    const line = this.lines[from - 1];
    return line !== undefined && at < line.end ? line : undefined;
  }
}

/** Whoever has one of these may bind any name. */
const NAMESPACES =
  /\b(?:exec|globals|locals)\s*\(|\bvars\s*\(\s*(?!self\b)|\bsetattr\s*\(\s*(?!self\b)|(?<!\bself\.)__dict__|__globals__|\bmodules\s*\[|\bsys\s*\.\s*modules\b/u;

/** What `global`, `:=` and `module.name =` bind. */
function reboundAnywhere(text: string): ReadonlySet<string> | null {
  if (NAMESPACES.test(text)) return null;
  const names = new Set<string>();
  const add = (list: string): void => {
    for (const name of list.match(/[\w\u0080-\uffff]+/gu) ?? []) names.add(name.normalize("NFKC"));
  };
  if (text.includes("global")) {
    for (const [, list = ""] of text.matchAll(/\bglobal\b((?:[^\n\r;#\\]|\\\r?\n)*)/gu)) add(list);
  }
  if (text.includes(":=")) {
    for (const [, name = ""] of text.matchAll(/([\w\u0080-\uffff]+)\s*:=/gu)) add(name);
  }
  for (const [, name = ""] of text.matchAll(ATTRIBUTE)) add(name);
  return names;
}

/** What is bound through another name than `self`, which is never a module. */
const ATTRIBUTE = /(?<!\bself)\.([\w\u0080-\uffff]+)[ \t]*(?:[-+%@&|^]|\*\*?|\/\/?|<<|>>)?=(?!=)/gu;
