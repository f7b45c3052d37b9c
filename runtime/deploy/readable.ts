import { stringify } from "yaml";
import type { Json } from "../core/cluster/json";

/**
 * A folded template as YAML to be read and compared: members in one order whoever wrote them,
 * commands broken after each `&&` and embedded JSON indented, both as literal blocks. It is not
 * meant to be applied.
 */
export function readableTemplate(template: Json): string {
  return stringify(readable(template), {
    lineWidth: 0,
    blockQuote: "literal",
    aliasDuplicateObjects: false,
  });
}

function readable(value: unknown): unknown {
  if (typeof value === "string") return readableText(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => compareNames(one, other));
  // The graph of steps is better read below, in the templates.
  return Object.fromEntries(
    entries.map(([name, member]) => [name, name === "metaflow/dag" ? member : readable(member)]),
  );
}

function readableText(value: string): string {
  return indentedJson(value) ?? value.replaceAll(" && ", " &&\n");
}

/** What fits in a line stays there. */
const LINE = 80;

/** Long JSON objects and lists, over several lines; null for all other texts. */
function indentedJson(value: string): string | null {
  if (value.length <= LINE || !/^(?:\{\s*"|\[\s*[[{"\d])/.test(value)) return null;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return null;
  }
}

/** What tells objects apart goes first. */
const first = ["apiVersion", "kind", "name", "namespace", "metadata"];

function compareNames(one: string, other: string): number {
  const rank = (name: string): number =>
    (first.indexOf(name) + first.length + 1) % (first.length + 1);
  const difference = rank(one) - rank(other);
  if (difference !== 0) return difference;
  return one < other ? -1 : 1;
}
