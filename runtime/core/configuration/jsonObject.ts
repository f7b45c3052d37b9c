import type { Span } from "../text";

/** One `"key": value` of the outermost object of a JSON text. */
export interface JsonEntry {
  readonly key: string;
  readonly value: unknown;
  /** With the quotes. */
  readonly keySpan: Span;
  readonly valueSpan: Span;
}

/** The entries of a JSON object in order; `problem` says why the text is none, and where. */
export type JsonObject =
  | { readonly entries: readonly JsonEntry[]; readonly problem?: undefined }
  | { readonly problem: { readonly message: string; readonly span: Span } };

const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/uy;
const BLANKS = /[ \t\r\n]*/uy;
const SIMPLE = /[^\s,\]}"]+/uy;

/** Reads the outermost object with the place of each entry; what is inside a value has none. */
export function readJsonObject(text: string): JsonObject {
  try {
    return { entries: new ObjectReader(text).read() };
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause;
    const { at, message } = cause;
    const start = Math.min(at, Math.max(0, text.length - 1));
    return { problem: { message, span: { start, end: Math.min(start + 1, text.length) } } };
  }
}

class Unreadable extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

class ObjectReader {
  private at = 0;

  constructor(private readonly text: string) {}

  read(): readonly JsonEntry[] {
    this.expect("{", "A config file of Metaflow is one JSON object: { … }.");
    const entries: JsonEntry[] = [];
    if (this.next() !== "}") {
      do entries.push(this.readEntry());
      while (this.take(","));
    }
    this.expect("}", "A comma or a closing brace is missing here.");
    if (this.next() !== "") throw new Unreadable(this.at, "Nothing may follow the closing brace.");
    return entries;
  }

  private readEntry(): JsonEntry {
    this.next();
    const keyStart = this.at;
    const key = this.match(STRING);
    if (key === "") throw new Unreadable(keyStart, "A key in double quotes is missing here.");
    const keySpan = { start: keyStart, end: this.at };
    this.expect(":", "A colon is missing after the key.");
    this.next();
    const start = this.at;
    this.skipValue();
    const valueSpan = { start, end: this.at };
    return {
      key: JSON.parse(key) as string,
      value: this.valueOf(valueSpan),
      keySpan,
      valueSpan,
    };
  }

  private valueOf({ start, end }: Span): unknown {
    const text = this.text.slice(start, end);
    // Python takes these too.
    if (/^-?Infinity$/u.test(text)) return Number(text);
    if (text === "NaN") return Number.NaN;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new Unreadable(start, "This value is not JSON.");
    }
  }

  /** Counts brackets, so that depth costs nothing. */
  private skipValue(): void {
    let depth = 0;
    do {
      const next = this.next();
      const before = this.at;
      if (next === '"') this.match(STRING);
      else if (next === "{" || next === "[") {
        depth++;
        this.at++;
      } else if (next === "}" || next === "]") {
        if (depth === 0) break;
        depth--;
        this.at++;
      } else if (depth > 0 && next === ",") this.at++;
      else this.match(SIMPLE);
      if (this.at === before) throw new Unreadable(before, "This value is not JSON.");
    } while (depth > 0);
  }

  private next(): string {
    this.match(BLANKS);
    return this.text.charAt(this.at);
  }

  private take(character: string): boolean {
    if (this.next() !== character) return false;
    this.at++;
    return true;
  }

  private expect(character: string, message: string): void {
    if (!this.take(character)) throw new Unreadable(this.at, message);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }
}
