import type { Finding } from "../finding";
import type { Span } from "../text";
import { readJsonObject, type JsonEntry } from "./jsonObject";
import {
  judgeName,
  judgeValue,
  placelessStore,
  severalStores,
  severalStoresMessage,
} from "./judge";
import { isKnownName, isSetting, PREFIX } from "./variables";
import type { RefusedDecorator, Verdict } from "./verdict";

/**
 * What is wrong with a config.json of Metaflow. Its keys are the names of the environment
 * variables, METAFLOW_ included; Metaflow passes over all others.
 */
export function findingsOfConfigFile(
  text: string,
  refusedDecorator?: RefusedDecorator,
): readonly Finding[] {
  const read = readJsonObject(text);
  if (read.problem !== undefined) {
    const { message, span } = read.problem;
    return [finding({ rule: "config/json", severity: "error", message }, span)];
  }
  const { entries } = read;
  return [
    ...entries.flatMap((entry) => findingsOfOne(entry, entries, refusedDecorator)),
    ...repeated(entries),
    ...stores(entries),
    ...placeless(entries),
  ].sort((a, b) => a.span.start - b.span.start);
}

function findingsOfOne(
  entry: JsonEntry,
  all: readonly JsonEntry[],
  refusedDecorator: RefusedDecorator | undefined,
): readonly Finding[] {
  const { key, value, keySpan, valueSpan } = entry;
  const wrongKey = judgeKey(key);
  if (wrongKey !== null) return [finding(wrongKey, keySpan)];
  // The last of a name counts.
  if (all.findLast((one) => one.key === key) !== entry) return [];
  return judgeValue(key, { from: "file", value, refusedDecorator }).map((verdict) =>
    finding(verdict, valueSpan),
  );
}

function judgeKey(key: string): Verdict | null {
  if (key.startsWith(PREFIX)) return judgeName(key) ?? judgePlace(key);
  const name = PREFIX + key;
  if (!isKnownName(name)) return null;
  const message = `Metaflow passes over this key: write ${name}.`;
  return { rule: "config/prefix", severity: "warning", message, instead: name };
}

/** A variable that is read from the environment alone. */
function judgePlace(key: string): Verdict | null {
  if (isSetting(key) || !["METAFLOW_PROFILE", "METAFLOW_HOME"].includes(key)) return null;
  const message = `${key} says which config file is read: it counts only in the environment.`;
  return { rule: "config/prefix", severity: "warning", message };
}

function repeated(entries: readonly JsonEntry[]): readonly Finding[] {
  const last = new Map(entries.map((entry) => [entry.key, entry]));
  return entries.flatMap((entry) => {
    const later = last.get(entry.key);
    if (later === undefined || later === entry || !entry.key.startsWith(PREFIX)) return [];
    const message = `${entry.key} is set again below, and that counts.`;
    const verdict: Verdict = { rule: "config/repeated", severity: "warning", message };
    const related = [{ span: later.keySpan, message: "This one counts." }];
    return [{ ...finding(verdict, entry.keySpan), related }];
  });
}

function stores(entries: readonly JsonEntry[]): readonly Finding[] {
  const set = severalStores(new Map(entries.map(({ key, value }) => [key, value ?? undefined])));
  const [first, second] = entries.filter(({ key }) => set.includes(key));
  if (first === undefined || second === undefined) return [];
  const verdict: Verdict = {
    rule: "config/two-datastores",
    severity: "warning",
    message: severalStoresMessage,
  };
  const related = [{ span: first.keySpan, message: "The other one." }];
  return [{ ...finding(verdict, second.keySpan), related }];
}

function placeless(entries: readonly JsonEntry[]): readonly Finding[] {
  const message = placelessStore(new Map(entries.map(({ key, value }) => [key, value])));
  const at = entries.findLast(({ key }) => key === "METAFLOW_DEFAULT_DATASTORE");
  if (message === null || at === undefined) return [];
  return [finding({ rule: "config/store-root", severity: "warning", message }, at.valueSpan)];
}

function finding({ rule, severity, message, instead }: Verdict, span: Span): Finding {
  const base = { rule, severity, message, span, flow: null, step: null, metaflow: null };
  if (instead === undefined) return base;
  return { ...base, fix: { title: `Write ${instead}`, span, text: JSON.stringify(instead) } };
}
