import { resolve } from "node:path";
import { basesElsewhere, classKey, withExtended, type ClassPlace } from "../core/extended";
import type { FlowFile } from "../core/flow";
import type { Source } from "./sources";

/** A file with the flows that were read from it. */
export interface ReadSource extends Source {
  readonly file: FlowFile;
}

/** The same files, their flows marked that a flow of another of them builds on. */
export function markExtended(read: readonly ReadSource[]): readonly ReadSource[] {
  const bases = new Set(
    read.flatMap(({ file }) =>
      file.flows.flatMap((flow) => basesElsewhere(flow, file).map(absoluteKey)),
    ),
  );
  return read.map((source) => {
    const { path, file } = source;
    return {
      ...source,
      file: withExtended(file, (name) => bases.has(absoluteKey({ path, name }))),
    };
  });
}

/** Paths are as they were given on the command line. */
function absoluteKey({ path, name }: ClassPlace): string {
  return classKey({ path: resolve(path), name });
}
