import type { Finding } from "./finding";
import type { LineMap } from "./text";

const COMMENT = /#[ \t]*flowlens:[ \t]*ignore\b(?:[ \t]*\[([^\]\r\n]*)\])?/gu;

/**
 * Takes out the findings that a comment asks to keep quiet about: `# flowlens: ignore[rule, rule]`
 * or, for all rules, `# flowlens: ignore`. Behind code it is about its line; on a line of its own,
 * about the next line.
 */
export function withoutSuppressed(
  findings: readonly Finding[],
  text: string,
  lines: LineMap,
): Finding[] {
  if (!text.includes("flowlens:")) return [...findings];
  const silenced = silencedRules(text, lines);
  return findings.filter(({ rule, span }) => {
    const rules = silenced.get(lines.lineAt(span.start));
    return rules === undefined || !(rules.has("*") || rules.has(rule));
  });
}

function silencedRules(text: string, lines: LineMap): Map<number, Set<string>> {
  const silenced = new Map<number, Set<string>>();
  for (const match of text.matchAll(COMMENT)) {
    const line = lines.lineAt(match.index);
    const alone = text.slice(lines.startOf(line), match.index).trim() === "";
    const about = alone ? line + 1 : line;
    const rules = silenced.get(about) ?? new Set<string>();
    for (const rule of match[1]?.split(",") ?? ["*"]) rules.add(rule.trim());
    silenced.set(about, rules);
  }
  return silenced;
}
