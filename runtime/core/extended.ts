import type { Flow, FlowFile } from "./flow";
import { sliceOf, sourceOf } from "./flowReader/sources";

/** A class as other files know it. */
export interface ClassPlace {
  readonly path: string;
  readonly name: string;
}

/** Tells a class from those of other files. */
export function classKey({ path, name }: ClassPlace): string {
  return `${path}:${name}`;
}

/** The classes of other files that a flow of this file builds on. */
export function basesElsewhere({ ancestors }: Flow, { sources }: FlowFile): readonly ClassPlace[] {
  return ancestors.flatMap((span) => {
    const source = sourceOf(sources, span);
    return source === undefined ? [] : [{ path: source.path, name: sliceOf("", sources, span) }];
  });
}

/** The file, with those flows marked that flows of other files build on. */
export function withExtended(file: FlowFile, isExtended: (name: string) => boolean): FlowFile {
  if (!file.flows.some(({ name }) => isExtended(name))) return file;
  const flows = file.flows.map((flow) =>
    isExtended(flow.name) ? { ...flow, subclassed: true } : flow,
  );
  return { ...file, flows };
}
