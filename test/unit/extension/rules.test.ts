import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  applyRuleLevels,
  disabledRules,
  readRuleLevels,
  ruleAnchor,
} from "../../../extension/flows/ruleLevels";
import type { Finding } from "../../../runtime/core/finding";

const finding = (rule: string): Finding => ({
  rule,
  severity: "error",
  message: "m",
  span: { start: 0, end: 1 },
  flow: "F",
  step: null,
  metaflow: null,
});

describe("flowlens.rules", () => {
  const levels = readRuleLevels({
    "graph/a": "off",
    "graph/b": "hint",
    "graph/c": 3,
    "graph/d": "no",
  });

  it("takes only levels that exist", () => {
    assert.deepEqual([...levels.keys()], ["graph/a", "graph/b"]);
    assert.equal(readRuleLevels("off").size, 0);
    assert.equal(readRuleLevels(null).size, 0);
  });

  it("silences and re-grades", () => {
    const shown = applyRuleLevels(["graph/a", "graph/b", "graph/e"].map(finding), levels);
    assert.deepEqual(
      shown.map(({ rule, severity }) => [rule, severity]),
      [
        ["graph/b", "hint"],
        ["graph/e", "error"],
      ],
    );
    assert.deepEqual([...disabledRules(levels)], ["graph/a"]);
  });

  it("links to the heading as Markdown renderers name it", () => {
    assert.equal(ruleAnchor("graph/unknown-step"), "graphunknown-step");
  });
});
