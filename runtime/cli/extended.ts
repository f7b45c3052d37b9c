import { resolve } from "node:path";
import type { Flow, FlowFile } from "../core/flow";
import { sourceOf } from "../core/flowReader/sources";
import type { Source } from "./sources";

/** A file with the flows that were read from it. */
export interface ReadSource extends Source {
  readonly file: FlowFile;
}

/** The same files, their flows marked that a flow of another of them builds on. */
export function withExtended(read: readonly ReadSource[]): readonly ReadSource[] {
  const extended = new Set(
    read.flatMap(({ file }) => file.flows.flatMap((flow) => basesOf(flow, file))),
  );
  if (extended.size === 0) return read;
  return read.map((source) => {
    const { path, file } = source;
    const flows = file.flows.map((flow) =>
      extended.has(placeOf(path, flow.nameSpan.start)) ? { ...flow, subclassed: true } : flow,
    );
    return { ...source, file: { ...file, flows } };
  });
}

/** The classes of other files that a flow builds on. */
function basesOf({ ancestors }: Flow, { sources }: FlowFile): string[] {
  return ancestors.flatMap((span) => {
    const source = sourceOf(sources, span);
    return source === undefined ? [] : [placeOf(source.path, span.start - source.base)];
  });
}

function placeOf(path: string, offset: number): string {
  return `${resolve(path)} ${offset}`;
}
