import assert from "node:assert/strict";
import { it } from "node:test";
import { findingsOf } from "../../../../runtime/core/findings/findings";
import { readFlow } from "../../../../runtime/core/readFlow";
import { flowText, steps } from "./flows";

/** What a step of this name is told to be called. */
function advice(name: string): string {
  const text = flowText(steps("start -> self.middle", "middle -> self.end", "end")).replaceAll(
    "middle",
    name,
  );
  const found = findingsOf(readFlow(text), text).find(({ rule }) => rule === "graph/step-name");
  return found?.message.split(": ").at(-1) ?? "";
}

it("a step's new name is the old one in letters a-z, or none where letters would be lost", () => {
  const table = {
    loadData: "call it 'load_data'.",
    _train: "call it 'train'.",
    größe: "call it 'grosse'.",
    élan: "call it 'elan'.",
    训练: "give this step another name.",
    обучить2: "give this step another name.",
    ___: "give this step another name.",
  };
  for (const [name, expected] of Object.entries(table)) assert.equal(advice(name), expected, name);
});
