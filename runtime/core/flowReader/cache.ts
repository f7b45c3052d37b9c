import type { Scan } from "../python/lines";
import {
  readAssignment,
  readCalls,
  readClassHeader,
  readDecorator,
  readDefHeader,
  readDoc,
  readImport,
} from "./pieces";
import { readTransition } from "./transition";

const READERS = {
  assignment: readAssignment,
  calls: readCalls,
  class: readClassHeader,
  decorator: readDecorator,
  def: readDefHeader,
  doc: readDoc,
  import: readImport,
  transition: readTransition,
};

type Readers = typeof READERS;
type PieceKind = keyof Readers;
type Memory = { [K in PieceKind]: Map<string, ReturnType<Readers[K]>> };

/**
 * What one document's earlier readings found: kept by whoever reads the document again after an
 * edit, so that only changed lines are scanned and only new ones parsed. One document, one cache.
 */
export class ReadCache {
  /** The last scan; replaced by every reading. */
  scan: Scan | null = null;
  private memory = emptyMemory();
  private before = emptyMemory();

  /** Forgets what the last two readings did not use. */
  turn(): void {
    this.before = this.memory;
    this.memory = emptyMemory();
  }

  /** What the logical line `text` says, read as a `kind`; spans are relative to its start. */
  read<K extends PieceKind>(kind: K, text: string): ReturnType<Readers[K]> {
    const memory: Map<string, ReturnType<Readers[K]>> = this.memory[kind];
    const known = memory.get(text);
    if (known !== undefined) return known;
    const before: Map<string, ReturnType<Readers[K]>> = this.before[kind];
    const found = before.get(text) ?? (READERS[kind](text) as ReturnType<Readers[K]>);
    memory.set(text, found);
    return found;
  }
}

function emptyMemory(): Memory {
  return {
    assignment: new Map(),
    calls: new Map(),
    class: new Map(),
    decorator: new Map(),
    def: new Map(),
    doc: new Map(),
    import: new Map(),
    transition: new Map(),
  };
}
