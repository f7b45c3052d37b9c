import type { Finding } from "../../runtime/core/finding";
import type { RuleLevel } from "../contributions";

const levels: ReadonlySet<string> = new Set(["off", "error", "warning", "info", "hint"]);

/** A user's `flowlens.rules`, as far as it makes sense: anything else in the JSON is left out. */
export function readRuleLevels(value: unknown): ReadonlyMap<string, RuleLevel> {
  if (typeof value !== "object" || value === null) return new Map();
  const entries = Object.entries(value as Readonly<Record<string, unknown>>);
  return new Map(
    entries.filter((entry): entry is [string, RuleLevel] => levels.has(String(entry[1]))),
  );
}

/** The rules switched off. */
export function disabledRules(levels: ReadonlyMap<string, RuleLevel>): ReadonlySet<string> {
  return new Set([...levels].filter(([, level]) => level === "off").map(([rule]) => rule));
}

/**
 * The findings as loud as the user wants them; those of switched-off rules are gone. Where nothing
 * was chosen, what only follows from another finding is a hint, so that the cause stands out.
 */
export function applyRuleLevels(
  findings: readonly Finding[],
  levels: ReadonlyMap<string, RuleLevel>,
): readonly Finding[] {
  return findings.flatMap((finding) => {
    const level = levels.get(finding.rule);
    if (level === undefined)
      return [finding.consequence === true ? { ...finding, severity: "hint" } : finding];
    return level === "off" ? [] : [{ ...finding, severity: level }];
  });
}

/** The anchor of a rule's heading in docs/rules.md: `graph/unknown-step` → `graphunknown-step`. */
export function ruleAnchor(rule: string): string {
  return rule.toLowerCase().replace(/[^a-z0-9 _-]/g, "");
}
