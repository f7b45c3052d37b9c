/** A half-open range of UTF-16 offsets into a document: `start` included, `end` not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a document. Both numbers are 1-based; `column` counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Converts between offsets and positions of one text. Lines end at `\n`, `\r\n` or a lone `\r`, as in VS Code. */
export class LineMap {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    // Searching is far quicker than looking at each character.
    let newline = text.indexOf("\n");
    for (let cr = text.indexOf("\r"); cr !== -1; cr = text.indexOf("\r", cr + 1)) {
      for (; newline !== -1 && newline < cr; newline = text.indexOf("\n", newline + 1)) {
        this.starts.push(newline + 1);
      }
      if (newline !== cr + 1) this.starts.push(cr + 1);
    }
    for (; newline !== -1; newline = text.indexOf("\n", newline + 1)) {
      this.starts.push(newline + 1);
    }
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** The 1-based line that contains `offset` (an offset past the end is on the last line). */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  positionAt(offset: number): Position {
    const line = this.lineAt(offset);
    return { line, column: offset - this.startOf(line) + 1 };
  }

  /** The offset of the first character of a 1-based line, clamped to the text. */
  startOf(line: number): number {
    return this.starts[Math.min(Math.max(line, 1), this.starts.length) - 1] ?? 0;
  }
}
