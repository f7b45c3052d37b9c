import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import { completionsAt } from "../../../../runtime/core/language/completions";
import { hoverAt } from "../../../../runtime/core/language/hover";
import { renamable } from "../../../../runtime/core/language/renameStep";
import { definitionsOf, sharedStepAt, usesOf } from "../../../../runtime/core/language/sharedStep";
import type { FlowFile } from "../../../../runtime/core/flow";
import { readFlow } from "../../../../runtime/core/readFlow";
import type { Span } from "../../../../runtime/core/text";

const examples = resolve(__dirname, "../../../../../examples");
const files = readdirSync(examples).filter((name) => name.endsWith(".py"));

/** Asks everything at an offset; all that is said must lie in the text. */
function askAll(text: string, file: FlowFile, offset: number): void {
  const spans: Span[] = completionsAt(text, file, offset).map(({ replace }) => replace);
  const hover = hoverAt(text, file, offset);
  if (hover !== null) spans.push(hover.span);
  const files = [{ path: "", text, file }];
  const shared = sharedStepAt(files, "", offset);
  const places = shared === null ? [] : [...usesOf(shared), ...definitionsOf(shared)];
  spans.push(...places.map(({ span }) => span));
  renamable(files, "", offset, () => true);
  for (const { start, end } of spans)
    assert.ok(0 <= start && start <= end && end <= text.length, `${start}-${end} at ${offset}`);
}

describe("editing help in damaged text", () => {
  for (const name of files) {
    const whole = readFileSync(join(examples, name), "utf8");
    it(`${name}: is safe at every place, also where the text ends or lacks a character`, () => {
      const file = readFlow(whole);
      for (let offset = 0; offset <= whole.length; offset += 5) askAll(whole, file, offset);
      for (let offset = 3; offset <= whole.length; offset += 41) {
        for (const text of [
          whole.slice(0, offset),
          whole.slice(0, offset) + whole.slice(offset + 1),
        ])
          askAll(text, readFlow(text), offset);
      }
    });
  }

  it("ends in text that is nothing but brackets, quotes or signs", () => {
    for (const bit of ["(", "@k(", "self.next({", "'", '"""', 'f"{', "\\\r\n", "@", "\u{1f600}"]) {
      const text = `from metaflow import *\nclass A(FlowSpec):\n    @kubernetes(${bit.repeat(3000)}`;
      askAll(text, readFlow(text), text.length);
    }
  });
});
