import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Completion } from "../../../../runtime/core/language/completion";
import { completionsAt } from "../../../../runtime/core/language/completions";
import { marked } from "./marked";

function completions(source: string): readonly Completion[] {
  const { text, file, offset } = marked(source);
  return completionsAt(text, file, offset);
}

const labels = (source: string): readonly string[] => completions(source).map(({ label }) => label);

/** The text after taking the completion of this label. */
function taken(source: string, label: string): string {
  const { text } = marked(source);
  const found = completions(source).find((one) => one.label === label);
  assert.ok(found, `${label} is not offered`);
  return text.slice(0, found.replace.start) + found.insert + text.slice(found.replace.end);
}

describe("completion of artifacts", () => {
  const flow = (next: string): string => `from metaflow import FlowSpec, Parameter, step

class Rows(FlowSpec):
    size = Parameter("size", default=1)

    @step
    def start(self):
        self.rows, self.columns = [1], [2]
        print(self.unset == 1)
        self.next(self.work)

    @step
    def work(self):
        self.kind: str = "a"
        if self.size: self.late = 1
        self.next(${next})

    @step
    def end(self):
        self.after = 1
`;

  const expected = ["late", "kind", "columns", "rows", "size"];

  it("offers what this step and those above it set, and parameters, in foreach and condition", () => {
    const plain = expected.map((name) => `"${name}"`);
    assert.deepEqual(labels(flow("self.end, foreach=|")), plain);
    assert.deepEqual(labels(flow('{"a": self.end}, condition="|"')), plain);
    assert.deepEqual(
      labels(flow("self.end, foreach='ro|")),
      expected.map((name) => `'${name}'`),
    );
    assert.deepEqual(labels(flow("self.end, num_parallel=|")), []);
  });

  it("writes the name in the quotes that are there", () => {
    const text = taken(flow("self.end, foreach='ro|'"), "'rows'");
    assert.ok(text.includes("        self.next(self.end, foreach='rows')\n"), text);
  });
});
