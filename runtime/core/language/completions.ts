import type { FlowFile } from "../flow";
import { artifactCompletions } from "./artifactCompletions";
import type { Completion } from "./completion";
import { decoratorCompletions } from "./decoratorCompletions";
import { nextOptionCompletions } from "./nextOptionCompletions";
import { optionCompletions } from "./optionCompletions";
import { stepCompletions } from "./stepCompletions";

type Completer = typeof optionCompletions;

const nextCompletions: Completer = (text, file, offset) => [
  ...stepCompletions(text, file, offset),
  ...nextOptionCompletions(text, file, offset),
];

const COMPLETERS = [decoratorCompletions, optionCompletions, artifactCompletions, nextCompletions];

/** What can be inserted at an offset of a flow file's text, which may be half-typed. */
export function completionsAt(text: string, file: FlowFile, offset: number): readonly Completion[] {
  for (const complete of COMPLETERS) {
    const found = complete(text, file, offset);
    if (found.length > 0) return found;
  }
  return [];
}
