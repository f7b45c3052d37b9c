import { fields, items, text, texts, type Json } from "../cluster/json";

/** What a deployment changes; both templates as `foldTemplate` gives them. */
export interface TemplateChanges {
  /** Nothing of that name is deployed yet. */
  readonly first: boolean;
  /** Names of the templates in the WorkflowTemplate: steps, and the DAGs that hold them together. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
  /** What changes besides, in words: `schedule`, `parameters` … */
  readonly other: readonly string[];
  /** The code package differs; null when that is not known. */
  readonly code: boolean | null;
}

/** Compares the template to deploy with the deployed one; null: there is none. */
export function templateChanges(
  before: Json | null,
  after: Json,
  code: boolean | null,
): TemplateChanges {
  const now = templatesOf(after);
  const old = before === null ? new Map<string, unknown>() : templatesOf(before);
  const names = [...now.keys()];
  return {
    first: before === null,
    added: names.filter((name) => !old.has(name)),
    removed: [...old.keys()].filter((name) => !now.has(name)),
    changed: names.filter((name) => old.has(name) && !same(old.get(name), now.get(name))),
    other: before === null ? [] : otherChanges(before, after),
    code,
  };
}

/** Whether deploying would leave everything as it is. */
export function changesNothing(changes: TemplateChanges): boolean {
  const { first, added, removed, changed, other, code } = changes;
  return (
    !first && code === false && [added, removed, changed, other].every(({ length }) => length === 0)
  );
}

/** What is deployed, and one of its parts. */
interface ChangeWords {
  readonly whole: string;
  readonly part: string;
}

const templateWords: ChangeWords = { whole: "template", part: "template" };

/** The changes in sentences: `Adds 1 template (report). The code changes.` */
export function changesSentence(changes: TemplateChanges, words = templateWords): string {
  if (changes.first)
    return `Nothing of that name is deployed there yet: ${count(changes.added.length, words)} will be.`;
  if (changesNothing(changes)) return `Neither the ${words.whole} nor the code changes.`;
  const { code } = changes;
  const parts = [
    clause("Adds", changes.added, words),
    clause("removes", changes.removed, words),
    clause("changes", changes.changed, words),
    changes.other.length === 0 ? null : `changes the ${changes.other.join(", the ")}`,
  ].filter((part) => part !== null);
  if (parts.length === 0)
    return code === true
      ? `Only the code changes, not the ${words.whole}.`
      : `The ${words.whole} stays the same.`;
  const sentence = `${parts.join(", ")}.`;
  const whole = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  if (code === null) return whole;
  return `${whole} ${code ? "The code changes, too." : "The code stays the same."}`;
}

/** So many names are told, the rest is counted. */
const MOST_NAMES = 4;

function clause(verb: string, names: readonly string[], words: ChangeWords): string | null {
  if (names.length === 0) return null;
  const told = names.slice(0, MOST_NAMES).join(", ");
  const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${verb} ${count(names.length, words)} (${told}${rest})`;
}

function count(parts: number, { part }: ChangeWords): string {
  return `${parts} ${part}${parts === 1 ? "" : "s"}`;
}

function templatesOf(template: Json): ReadonlyMap<string, unknown> {
  const templates = items(fields(template["spec"])["templates"]);
  return new Map(templates.map((one) => [text(fields(one)["name"]) ?? "", one]));
}

/** Annotations that Metaflow writes, by what they tell of. `metaflow/dag` follows from the steps. */
const told: ReadonlyMap<string, string | null> = new Map([
  ["metaflow/cron", "schedule"],
  ["metaflow/triggers", "triggers"],
  ["metaflow/sensor_name", "triggers"],
  ["metaflow/sensor_namespace", "triggers"],
  ["metaflow/parameters", "parameters"],
  ["metaflow/tags", "tags"],
  ["metaflow/owner", "owner"],
  ["metaflow/notify_on_error", "notifications"],
  ["metaflow/notify_on_success", "notifications"],
  ["workflows.argoproj.io/title", "title"],
  ["workflows.argoproj.io/description", "description"],
  ["metaflow/dag", null],
]);

function otherChanges(before: Json, after: Json): readonly string[] {
  const annotations = changedMembers(annotationsOf(before), annotationsOf(after)).map((name) => {
    const word = told.get(name);
    return word === undefined ? "annotations" : word;
  });
  const spec = changedMembers(withoutTemplates(before), withoutTemplates(after)).map((name) => {
    if (name === "arguments") return "parameters";
    // They repeat the template's own annotations.
    if (name === "podMetadata" || name === "workflowMetadata")
      return "labels and annotations of pods";
    return name === "parallelism" ? "number of parallel tasks" : "workflow's settings";
  });
  const words = annotations.filter((word) => word !== null);
  // Pods carry the flow's annotations, too: they are no news beside those.
  const more = words.length > 0 ? spec.filter((word) => !word.endsWith("of pods")) : spec;
  return [...new Set([...words, ...more])];
}

function annotationsOf(template: Json): Json {
  return texts(fields(template["metadata"])["annotations"]);
}

function withoutTemplates(template: Json): Json {
  return { ...fields(template["spec"]), templates: undefined };
}

function changedMembers(before: Json, after: Json): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !same(before[name], after[name]));
}

/** Whether two JSON values are equal; the order of an object's members does not count. */
export function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null)
    return value === undefined ? "" : JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${name}:${canonical(member)}`).join(",")}}`;
}
