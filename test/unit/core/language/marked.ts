import assert from "node:assert/strict";
import type { FlowFile } from "../../../../runtime/core/flow";
import { readFlow } from "../../../../runtime/core/readFlow";

/** A flow text with the cursor's place: the `|` that stands in for it is taken out. */
export interface Marked {
  readonly text: string;
  readonly file: FlowFile;
  readonly offset: number;
}

export function marked(source: string): Marked {
  const offset = source.indexOf("|");
  assert.notEqual(offset, -1, "there is no | in the text");
  const text = source.slice(0, offset) + source.slice(offset + 1);
  return { text, file: readFlow(text), offset };
}
