import type { Step } from "../flow";
import { scanLines, type LogicalLine, type Scan } from "../python/lines";
import { LineMap } from "../text";
import { readBound } from "./boundNames";
import type { Library } from "./library";
import {
  readAssignment,
  readCalls,
  readClassHeader,
  readDecorator,
  readDefHeader,
  readDoc,
  readLiteral,
  readImport,
} from "./pieces";
import { readInlineBody, readStatements } from "./statements";
import { readTransition } from "./transition";

const READERS = {
  assignment: readAssignment,
  bound: readBound,
  calls: readCalls,
  class: readClassHeader,
  decorator: readDecorator,
  def: readDefHeader,
  doc: readDoc,
  import: readImport,
  inlineBody: readInlineBody,
  literal: readLiteral,
  statements: readStatements,
  transition: readTransition,
};

type Readers = typeof READERS;
export type PieceKind = keyof Readers;
type Piece<K extends PieceKind> = ReturnType<Readers[K]>;

/** A text as lines, logical and physical. */
interface Scanned {
  readonly scan: Scan;
  readonly lines: LineMap;
}

/** What is kept in a line's memo besides its meaning by kind: for a `def`, the step as last built. */
interface Memo {
  step?: BuiltStep;
}

/** A step with all that it was built from, besides the text of its lines. */
export interface BuiltStep {
  step: Step;
  readonly scope: number;
  /** What kept constants from being certain; null where none is named. */
  readonly doubts: string | null;
  /** The reading that built it or moved it. */
  reading: number;
  /** Length from the first decorator to the end, and where the transition starts in it. */
  readonly length: number;
  readonly tail: number;
}

/**
 * What one document's last reading found: kept by whoever reads the document again after an edit, so
 * that only the lines around the edit are scanned and parsed. One document, one cache.
 */
export class ReadCache {
  /** The other files that the last reading followed. */
  library: Library | null = null;
  private last: Scanned | null = null;
  private byText = new Map<string, unknown>();
  private readonly scopes = new Map<string, number>();
  private lastScope = 0;
  private reading = 0;

  /** Starts a new reading: what lines mean is kept with the lines alone. */
  turn(): void {
    this.reading++;
    this.byText = new Map();
    if (this.scopes.size > 100_000) this.scopes.clear();
  }

  /** The lines of a text; of the one before it, only what an edit has changed is looked at. */
  scanned(text: string): Scanned {
    const { last } = this;
    if (last?.scan.text === text) return last;
    const scan = scanLines(text, last?.scan);
    const before = last && scan.shared && { map: last.lines, shared: scan.shared };
    this.last = { scan, lines: new LineMap(text, before) };
    return this.last;
  }

  /** What a logical line says, read as a `kind`; spans are relative to its start. */
  read<K extends PieceKind>(kind: K, line: LogicalLine, text: string): Piece<K> {
    const memo = (line.memo ??= {}) as { [P in K]?: Piece<P> };
    const known = memo[kind];
    if (known !== undefined) return known;
    const source = text.slice(line.code, line.end);
    const key = `${kind} ${source}`;
    const found = (this.byText.get(key) ?? READERS[kind](source)) as Piece<K>;
    this.byText.set(key, found);
    memo[kind] = found;
    return found;
  }

  /** The step of the reading before this one. */
  builtStep(header: LogicalLine): BuiltStep | null {
    const step = (header.memo as Memo | null)?.step;
    return step?.reading === this.reading - 1 ? step : null;
  }

  keepStep(header: LogicalLine, built: Omit<BuiltStep, "reading">): void {
    ((header.memo ??= {}) as Memo).step = { ...built, reading: this.reading };
  }

  /** In place, like the line that keeps it: a new object for each step would cost more than the rest. */
  moveStep(built: BuiltStep, step: Step): void {
    built.step = step;
    built.reading = this.reading;
  }

  /** A number for a scope that results from another by one more binding; equal for equal histories. */
  scopeAfter(scope: number, binding: string): number {
    const key = `${scope} ${binding}`;
    const known = this.scopes.get(key);
    if (known !== undefined) return known;
    this.scopes.set(key, ++this.lastScope);
    return this.lastScope;
  }
}
