import { isFalsy, type Refusal } from "../kubernetesNumbers";
import { textOf } from "../../literal";
import { nearest } from "../../nearest";
import { isQualifiedKey } from "../../kubernetesNames";
import type { PyValue } from "../../value";

const OPERATORS = ["Exists", "Equal"];
/** Operators that some clusters have. */
const NEWER_OPERATORS = ["Lt", "Gt"];
const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

type Entries = ReadonlyMap<string, PyValue>;

/** `tolerations`: the values, which Metaflow never looks at. */
export function adviseTolerations(value: PyValue): Refusal[] {
  if (value.kind !== "list" && value.kind !== "tuple") return [];
  return value.items.flatMap((item) => {
    if (item.kind !== "dict" || item.entries.some(({ key }) => textOf(key) === null)) return [];
    const entries = new Map(item.entries.map((one) => [textOf(one.key) ?? "", one.value]));
    return adviseToleration(entries, item.span);
  });
}

function adviseToleration(entries: Entries, span: PyValue["span"]): Refusal[] {
  const operator = textOf(entries.get("operator"));
  return [
    ...["key", "value"].flatMap((name) => adviseTextOf(name, entries.get(name))),
    ...oneOf("operator", entries, OPERATORS, NEWER_OPERATORS),
    ...oneOf("effect", entries, EFFECTS),
    ...adviseValue(operator, entries.get("value")),
    ...adviseKey(operator, entries, span),
    ...adviseSeconds(entries),
  ];
}

function oneOf(
  name: string,
  entries: Entries,
  words: readonly string[],
  also: readonly string[] = [],
): Refusal[] {
  const value = entries.get(name);
  if (value === undefined || value.kind === "expression" || isFalsy(value)) return [];
  const text = textOf(value);
  if (text !== null && (words.includes(text) || also.includes(text))) return [];
  const close = text === null ? null : nearest(text, words);
  const listed = words.map((word) => `"${word}"`).join(", ");
  const message = `The ${name} of a toleration is one of ${listed}.`;
  return [{ message, span: value.span, ...(close !== null && { instead: `"${close}"` }) }];
}

function adviseTextOf(name: string, value: PyValue | undefined): Refusal[] {
  if (value === undefined || ["string", "none", "expression"].includes(value.kind)) return [];
  const { span } = value;
  const message = `The ${name} of a toleration is a string: put it in quotes.`;
  return [
    value.kind === "int" ? { message, span, instead: `"${value.value}"` } : { message, span },
  ];
}

function adviseValue(operator: string | null, value: PyValue | undefined): Refusal[] {
  if (operator !== "Exists" || value === undefined) return [];
  if (value.kind === "expression" || isFalsy(value)) return [];
  const message = `With "Exists" a toleration has no value: remove it, or write "Equal".`;
  return [{ message, span: value.span }];
}

/** Without a key every taint is meant, and that takes `Exists`. */
function adviseKey(operator: string | null, entries: Entries, span: PyValue["span"]): Refusal[] {
  const key = entries.get("key");
  if (key === undefined || isFalsy(key)) {
    const known = entries.get("operator")?.kind !== "expression";
    if (!known || operator === "Exists") return [];
    return [{ message: `A toleration without a key needs "operator": "Exists".`, span }];
  }
  const text = textOf(key);
  if (text === null || isQualifiedKey(text)) return [];
  return [
    { message: "No taint has such a key: it is made like the key of a label.", span: key.span },
  ];
}

function adviseSeconds(entries: Entries): Refusal[] {
  const seconds = entries.get("toleration_seconds");
  if (seconds === undefined || seconds.kind === "none" || seconds.kind === "expression") return [];
  const { span } = seconds;
  if (seconds.kind !== "int") return [{ message: "toleration_seconds is a whole number.", span }];
  const effect = entries.get("effect");
  if (effect?.kind === "expression" || textOf(effect) === "NoExecute") return [];
  return [{ message: `toleration_seconds needs "effect": "NoExecute".`, span }];
}
