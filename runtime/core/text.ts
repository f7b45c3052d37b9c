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

/** What two versions of a text have in common: the first `prefix` units and the last `suffix` ones. */
export interface SharedEnds {
  readonly prefix: number;
  readonly suffix: number;
}

/** What an earlier version of a text and the present one have in common. */
export function sharedEnds(before: string, now: string): SharedEnds {
  const prefix = commonPrefix(before, now);
  return { prefix, suffix: commonSuffix(before, now, prefix) };
}

/** Converts between offsets and positions of one text. Lines end at `\n`, `\r\n` or a lone `\r`, as in VS Code. */
export class LineMap {
  private readonly starts: Uint32Array;
  private readonly length: number;

  /** `before`: the map of an earlier version of the text, which spares looking at all of it again. */
  constructor(
    text: string,
    before: { readonly map: LineMap; readonly shared: SharedEnds } | null = null,
  ) {
    this.length = text.length;
    this.starts =
      before === null
        ? Uint32Array.from([0, ...startsWithin(text, 0, text.length)])
        : before.map.startsAfter(before.shared, text);
  }

  private startsAfter({ prefix, suffix }: SharedEnds, text: string): Uint32Array {
    const { starts } = this;
    // Whether a line starts depends on the unit before it and on the one at it.
    const above = prefix < 2 ? 1 : this.lineAt(prefix - 1);
    const below = this.lineAt(this.length - suffix);
    const between = startsWithin(text, Math.max(prefix - 1, 0), text.length - suffix);
    const all = new Uint32Array(above + between.length + starts.length - below);
    all.set(starts.subarray(0, above));
    all.set(between, above);
    const by = text.length - this.length;
    const kept = above + between.length - below;
    for (let i = below; i < starts.length; i++) all[i + kept] = (starts[i] ?? 0) + by;
    return all;
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

/** Where lines start after `from`, up to and including `to`. */
function startsWithin(text: string, from: number, to: number): number[] {
  const starts: number[] = [];
  // Searching is far quicker than looking at each character.
  let newline = text.indexOf("\n", from);
  for (let cr = text.indexOf("\r", from); cr !== -1 && cr < to; cr = text.indexOf("\r", cr + 1)) {
    for (; newline !== -1 && newline < cr; newline = text.indexOf("\n", newline + 1)) {
      starts.push(newline + 1);
    }
    if (newline !== cr + 1) starts.push(cr + 1);
  }
  for (; newline !== -1 && newline < to; newline = text.indexOf("\n", newline + 1)) {
    starts.push(newline + 1);
  }
  return starts;
}

/** Compares in halves: comparing slices is far quicker than a loop over characters. */
function commonPrefix(a: string, b: string): number {
  let low = 0;
  let high = Math.min(a.length, b.length);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (a.slice(low, middle) === b.slice(low, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  let low = 0;
  let high = Math.min(a.length, b.length) - prefix;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const same =
      a.slice(a.length - middle, a.length - low) === b.slice(b.length - middle, b.length - low);
    if (same) low = middle;
    else high = middle - 1;
  }
  return low;
}
