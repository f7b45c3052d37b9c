import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fixFor } from "../../../../runtime/core/findings/fixes/fixes";
import { applyFix } from "../../../../runtime/core/findings/fixes/places";
import { findingsOf } from "../../../../runtime/core/findings/findings";
import { readFlow } from "../../../../runtime/core/readFlow";

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/** Each fix: steps with the fault, `=>`, and the steps after it. */
const CASES = readFileSync("test/fixtures/fixes.txt", "utf8")
  .split(/^## /mu)
  .slice(1)
  .map((part): Case => {
    const [heading = "", ...lines] = part.split("\n");
    const [before = "", after = ""] = `${lines.join("\n").trimEnd()}\n`.split("=>\n");
    const [name = "", rule = "", title = ""] = heading.split(" | ");
    return { name, rule, title, before: flow(before), after: flow(after) };
  });

function flow(part: string): string {
  const [, imports = "from metaflow import FlowSpec, step\n", steps = ""] =
    /^(from .*\n)?([^]*)$/u.exec(part) ?? [];
  return `${imports}\n\nclass F(FlowSpec):\n${steps}\n\nif __name__ == "__main__":\n    F()\n`;
}

/** The text after the fix of its first finding of a rule, and whether that rule is still broken. */
function mend(text: string, rule: string): { text: string; rules: string[]; title: string } {
  const file = readFlow(text);
  const finding = findingsOf(file, text).find((one) => one.rule === rule);
  assert.ok(finding !== undefined, `no ${rule}`);
  const fix = fixFor(finding, file, text);
  assert.ok(fix !== null, `no fix for ${rule}`);
  const mended = applyFix(text, fix);
  const again = findingsOf(readFlow(mended), mended);
  return { text: mended, rules: again.map((one) => one.rule), title: fix.title };
}

const FORMS: readonly (readonly [string, (text: string) => string])[] = [
  ["as written", (text) => text],
  ["with tabs", (text) => text.replaceAll("    ", "\t")],
  ["with CRLF", (text) => text.replaceAll("\n", "\r\n")],
];

describe("quick fixes", () => {
  for (const { name, rule, title, before, after } of CASES) {
    for (const [form, write] of FORMS) {
      it(`${name}, ${form}`, () => {
        const mended = mend(write(before), rule);
        assert.equal(mended.text, write(after));
        assert.equal(mended.title, title);
        assert.ok(!mended.rules.includes(rule), mended.rules.join(", "));
      });
    }
  }

  it("leave alone a self.next() that stands in the wrong place", () => {
    const text = `from metaflow import FlowSpec, step
class F(FlowSpec):
    @step
    def start(self):
        if self.ok:
            self.next(self.end)
    @step
    def end(self):
        pass
F()
`;
    const file = readFlow(text);
    const [finding] = findingsOf(file, text);
    assert.equal(finding?.rule, "graph/missing-next");
    assert.equal(fixFor(finding, file, text), null);
  });
});
