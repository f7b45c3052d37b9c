import type { Json } from "./json";
import { identityOf, redacted } from "./redact";

/** One object as a watch told of it. */
export interface Recorded {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: Json;
}

/**
 * Makes the lines of a recording, one watch event each (`{"t", "kind", "type", "object"}`, `t` in
 * seconds from its start), without secrets. A list read anew becomes the events it stands for.
 */
export class Recorder {
  private readonly known = new Map<string, Map<string, Json>>();

  constructor(
    private readonly write: (line: string) => void,
    /** Milliseconds since the recording began. */
    private readonly clock: () => number,
  ) {}

  /** `kind`: `pods`, `jobs`, … `isList`: these are all there are. */
  add(kind: string, changes: readonly Recorded[], isList: boolean): void {
    const known = this.known.get(kind) ?? new Map<string, Json>();
    this.known.set(kind, known);
    if (isList) this.addMissing(kind, known, changes);
    for (const { type, object } of changes) {
      const { uid, version } = identityOf(object);
      const before = known.get(uid);
      const isOld = before !== undefined && identityOf(before).version === version;
      if (isOld && type !== "DELETED") continue;
      const told = before === undefined || type !== "ADDED" ? type : "MODIFIED";
      this.line(kind, known, told, redacted(object));
    }
  }

  private addMissing(kind: string, known: Map<string, Json>, present: readonly Recorded[]): void {
    const uids = new Set(present.map(({ object }) => identityOf(object).uid));
    for (const [uid, object] of [...known]) {
      if (!uids.has(uid)) this.line(kind, known, "DELETED", object);
    }
  }

  private line(kind: string, known: Map<string, Json>, type: Recorded["type"], object: Json): void {
    const { uid } = identityOf(object);
    if (type === "DELETED") known.delete(uid);
    else known.set(uid, object);
    const t = Math.round(this.clock()) / 1000;
    this.write(JSON.stringify({ t, kind, type, object }));
  }
}
