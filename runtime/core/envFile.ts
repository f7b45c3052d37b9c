import type { Span } from "./text";

/** An environment file's variables, in order, and what could not be read. */
export interface EnvFile {
  readonly variables: ReadonlyMap<string, string>;
  /** Every `NAME=value`, also one that a later one replaces. */
  readonly assignments: readonly EnvAssignment[];
  readonly problems: readonly EnvFileProblem[];
}

/** One `NAME=value`; the spans are about the text as it was given. */
export interface EnvAssignment {
  readonly name: string;
  /** Null when its quote is never closed. */
  readonly value: string | null;
  readonly nameSpan: Span;
  /** With its quotes. */
  readonly valueSpan: Span;
}

interface EnvFileProblem {
  /** 1-based. */
  readonly line: number;
  /** One sentence for the user. */
  readonly message: string;
  /** Where the value ends cannot be told, so the file is not what its author meant. */
  readonly lost: boolean;
}

/**
 * Reads `NAME=value` and `export NAME=value` lines with the quoting rules of the POSIX shell
 * (single quotes, double quotes, backslashes, `#` after a blank), several to a line if need be.
 * Nothing is ever executed or expanded: `$NAME` and `$(…)` stay as they are and are reported.
 */
export function parseEnvFile(text: string): EnvFile {
  const reader = new EnvReader(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"));
  const file = reader.read();
  const origin = originsOf(text);
  const place = ({ start, end }: Span): Span => ({ start: origin(start), end: origin(end) });
  const assignments = file.assignments.map((one) => ({
    ...one,
    nameSpan: place(one.nameSpan),
    valueSpan: place(one.valueSpan),
  }));
  return { ...file, assignments };
}

/** Where an offset of the text that is read (no byte order mark, no CR of a CRLF) was before. */
function originsOf(text: string): (offset: number) => number {
  const shift = text.startsWith("\uFEFF") ? 1 : 0;
  if (!text.includes("\r\n")) return (offset) => offset + shift;
  const ends: number[] = [];
  for (let at = text.indexOf("\r\n"); at >= 0; at = text.indexOf("\r\n", at + 2)) {
    ends.push(at - shift - ends.length);
  }
  return (offset) => {
    let before = 0;
    let after = ends.length;
    while (before < after) {
      const middle = (before + after) >> 1;
      if ((ends[middle] ?? 0) < offset) before = middle + 1;
      else after = middle;
    }
    return offset + shift + before;
  };
}

/** Characters that end an unquoted word. */
const wordEnd = new Set([" ", "\t", "\n", ";", "&", "|", ""]);

class EnvReader {
  private at = 0;
  private line = 1;
  private readonly variables = new Map<string, string>();
  private readonly problems: EnvFileProblem[] = [];
  private readonly assignments: EnvAssignment[] = [];

  constructor(private readonly text: string) {}

  read(): EnvFile {
    while (this.at < this.text.length) this.readLine();
    const { variables, assignments, problems } = this;
    return { variables, assignments, problems };
  }

  private readLine(): void {
    this.skip(/[ \t;]*(?:set[ \t]+-a(?=[ \t]*(?:;|\n|$)))?[ \t;]*/y);
    this.skip(/export(?=[ \t\n]|$)[ \t]*/y);
    let read = 0;
    while (this.readAssignment()) {
      read++;
      this.skip(/[ \t]*(?:;[ \t]*(?:export[ \t]+(?=[A-Za-z_]\w*=))?)?/y);
    }
    if (read > 0) this.skip(/export(?:[ \t]+[A-Za-z_]\w*)+(?=[ \t]*(?:[#\n]|$))/y);
    const rest = this.skip(/[^\n]*/y).trim();
    if (rest !== "" && !rest.startsWith("#")) this.complain(leftOver(rest, read));
    if (this.next() === "\n") this.step();
  }

  /** One `NAME=value`, or a bare `NAME` after export, which sets nothing. */
  private readAssignment(): boolean {
    const nameStart = this.at;
    const name = this.skip(/[A-Za-z_]\w*(?==)/y);
    if (name === "") return false;
    const nameSpan = { start: nameStart, end: this.at };
    this.step();
    const valueStart = this.at;
    const start = this.line;
    const before = this.problems.length;
    const value = this.readWord(name);
    const valueSpan = { start: valueStart, end: this.at };
    this.assignments.push({ name, value, nameSpan, valueSpan });
    if (value === null) return true;
    this.variables.set(name, value);
    if (value.startsWith("~/") && this.problems.length === before) {
      this.complain(`~ is not expanded in ${name}: write the whole path.`, start);
    }
    return true;
  }

  private readWord(name: string): string | null {
    let value = "";
    for (;;) {
      const next = this.next();
      if (wordEnd.has(next)) return value;
      const part =
        next === "'"
          ? this.readSingle()
          : next === '"'
            ? this.readDouble(name)
            : next === "$" || next === "`"
              ? this.readDollar(name)
              : this.readPlain();
      if (part === null) {
        const message = `The quote that opens the value of ${name} is never closed.`;
        this.problems.push({ line: this.line, message, lost: true });
        return null;
      }
      value += part;
    }
  }

  private readPlain(): string {
    if (this.next() !== "\\") return this.step();
    this.step();
    const escaped = this.step();
    return escaped === "\n" ? "" : escaped;
  }

  private readSingle(): string | null {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) return this.giveUp();
    const value = this.text.slice(this.at + 1, end);
    this.advanceTo(end + 1);
    return value;
  }

  private readDouble(name: string): string | null {
    const from = this.at;
    this.step();
    let value = "";
    for (;;) {
      const next = this.next();
      if (next === "") {
        this.rewind(from);
        return this.giveUp();
      }
      if (next === '"') {
        this.step();
        return value;
      }
      if (next === "$" || next === "`") value += this.readDollar(name);
      else if (next === "\\") value += this.readEscape();
      else value += this.step();
    }
  }

  /** In double quotes a backslash only escapes these; before anything else it is itself. */
  private readEscape(): string {
    this.step();
    const next = this.next();
    if (next === "\n") {
      this.step();
      return "";
    }
    return '"\\$`'.includes(next) ? this.step() : "\\";
  }

  private readDollar(name: string): string {
    if (this.skip(/\$(?=')/y) !== "") {
      this.complain(`$'…' is not read in ${name}: write the value between plain quotes.`);
      return "$";
    }
    const taken = this.skip(/\$\([^)\n]*\)|\$\{[^}\n]*\}|`[^`\n]*`|\$\w+|[$`]/y);
    const bare = taken === "$" || taken === "`";
    // What follows the $ may be a piece of a password: only the variable's name is told.
    if (!bare) this.complain(`$ and \` are not expanded in ${name}: they are taken as written.`);
    return taken;
  }

  /** Leaves out the rest of the line, so that an open quote does not swallow the file. */
  private giveUp(): null {
    this.skip(/[^\n]*/y);
    return null;
  }

  private next(): string {
    return this.text.charAt(this.at);
  }

  private step(): string {
    const character = this.next();
    this.advanceTo(this.at + 1);
    return character;
  }

  private skip(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.advanceTo(this.at + found.length);
    return found;
  }

  private advanceTo(end: number): void {
    for (let i = this.at; i < end; i++) if (this.text[i] === "\n") this.line++;
    this.at = Math.min(end, this.text.length);
  }

  private rewind(to: number): void {
    for (let i = to; i < this.at; i++) if (this.text[i] === "\n") this.line--;
    this.at = to;
  }

  private complain(message: string, line = this.line): void {
    const told = this.problems.at(-1);
    if (told?.line === line && told.message === message) return;
    this.problems.push({ line, message, lost: false });
  }
}

function leftOver(rest: string, read: number): string {
  // The rest may hold a secret: only its shape is told.
  if (read > 0) return "What follows the value is left out: quote values that contain blanks.";
  return /^[A-Za-z_]\w*\s+=|^[A-Za-z_]\w*=\s/.test(rest)
    ? "A variable must be written NAME=value, without blanks around the equals sign."
    : "Only NAME=value lines are read, with or without export: this line is left out.";
}
