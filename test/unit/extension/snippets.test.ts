import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { findingsOf } from "../../../runtime/core/findings/findings";
import { readFlow } from "../../../runtime/core/readFlow";

interface Snippet {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

const root = resolve(__dirname, "../../../..");
const snippets = JSON.parse(readFileSync(resolve(root, "media/snippets.json"), "utf8")) as Record<
  string,
  Snippet
>;

function snippet(prefix: string): string {
  const found = Object.values(snippets).find((one) => one.prefix === prefix);
  assert.ok(found, prefix);
  return expanded(found.body.join("\n"));
}

/** The text with every placeholder left as it is offered. */
function expanded(body: string): string {
  return body
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$\d/g, "pass")
    .replaceAll("\t", "    ");
}

/** A flow around the steps of a snippet, whose first is `first`. */
function flowAround(steps: string, first: string): string {
  return `from metaflow import FlowSpec, kubernetes, step

class Around(FlowSpec):
    @step
    def start(self):
        self.next(self.${first})

${steps.replace(/^(?=.)/gm, "    ")}

    @step
    def end(self):
        pass

if __name__ == "__main__":
    Around()
`;
}

describe("snippets", () => {
  const texts: Readonly<Record<string, string>> = {
    "mf-flow": snippet("mf-flow"),
    "mf-foreach": flowAround(snippet("mf-foreach"), "fan_out"),
    "mf-switch": flowAround(snippet("mf-switch"), "decide"),
    "mf-kubernetes": flowAround(snippet("mf-kubernetes"), "train"),
  };

  it("are all tried here", () => {
    const prefixes = Object.values(snippets).map(({ prefix }) => prefix);
    assert.deepEqual(prefixes, Object.keys(texts));
  });

  for (const [prefix, text] of Object.entries(texts))
    it(`${prefix} gives a flow without findings`, () => {
      const file = readFlow(text);
      assert.equal(file.flows[0]?.runnable, true);
      assert.deepEqual(findingsOf(file, text), []);
      assert.ok(file.flows[0].steps.length > 1);
    });
});
