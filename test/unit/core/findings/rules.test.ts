import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { RULE_IDS, ruleAnchor } from "../../../../runtime/core/rules";

const PAGE = readFileSync("docs/rules.md", "utf8");

describe("the page of rules", () => {
  it("has a section with an anchor for each rule, and no other", () => {
    const headings = [...PAGE.matchAll(/^### (\S+)$/gmu)].map((match) => match[1] ?? "");
    assert.deepEqual([...headings].sort(), [...RULE_IDS].sort());
    for (const rule of RULE_IDS) {
      assert.ok(PAGE.includes(`<a id="${ruleAnchor(rule)}"></a>\n\n### ${rule}\n`), rule);
    }
  });

  it("says severity, and shows wrong and right, for each", () => {
    for (const section of PAGE.split(/^### /mu).slice(1)) {
      const [rule = ""] = section.split("\n");
      assert.match(section, /^[*_](Error|Warning|Information|Hint)/mu, rule);
      assert.match(section, /# bad\n[\s\S]+# good\n/u, rule);
    }
  });

  it("knows every rule that the code names", () => {
    const folder = join("runtime", "core", "findings");
    const source = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
    const named = source.matchAll(
      /"((?:batch|deploy|graph|decorator|kubernetes|parameter|practice|version)\/[\w-]+)"/gu,
    );
    const known = new Set<string>(RULE_IDS);
    for (const [, rule = ""] of named)
      assert.ok(known.has(rule) || rule.startsWith("reference"), rule);
  });
});
