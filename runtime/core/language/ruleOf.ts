import { RULE_IDS, type RuleId } from "../rules";

const RULES: ReadonlySet<string> = new Set(RULE_IDS);

/** The rule whose section in docs/rules.md is about a decorator or one of its options, if there is one. */
export function ruleOf(decorator: string, option: string | null): RuleId | null {
  if (option !== null) return known(`${decorator}/${option}`);
  return known(`decorator/${decorator.replaceAll("_", "-")}`);
}

function known(rule: string): RuleId | null {
  return RULES.has(rule) ? (rule as RuleId) : null;
}
