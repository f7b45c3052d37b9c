import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}

const root = resolve(__dirname, "../../../..");
const snippets = Object.values(
  JSON.parse(readFileSync(resolve(root, "media/snippets.json"), "utf8")) as Record<string, Snippet>,
);

export const snippetPrefixes: readonly string[] = snippets.map(({ prefix }) => prefix);

function snippet(prefix: string): string {
  const found = snippets.find((one) => one.prefix === prefix);
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

/** A whole flow for each snippet, by its prefix. */
export const snippetFlows: Readonly<Record<string, string>> = {
  "mf-flow": snippet("mf-flow"),
  "mf-foreach": flowAround(snippet("mf-foreach"), "fan_out"),
  "mf-switch": flowAround(snippet("mf-switch"), "decide"),
  "mf-kubernetes": flowAround(snippet("mf-kubernetes"), "train"),
};
