import type { ClusterRow } from "./clusterRow";
import type { Attempt } from "./clusterTree";
import { timeOf, type TimelineEntry } from "./timeline";

/** The newest events are shown, the others fold into one row. */
const SHOWN = 12;

/** A pod's events stay the same array while nothing new is said of it, and its rows are made often. */
const orders = new WeakMap<readonly TimelineEntry[], readonly TimelineEntry[]>();
const sentences = new WeakMap<TimelineEntry, string>();

/** The events of an attempt, newest first: the first ones, or (`older`) those that folded. */
export function eventRows(
  { key, workload: { events } }: Attempt,
  part: "pod" | "older",
  now: number,
): readonly ClusterRow[] {
  const sorted = orders.get(events) ?? inOrderOfLife(events);
  orders.set(events, sorted);
  const folds = events.length > SHOWN + 1;
  const from = part === "older" ? SHOWN : 0;
  const to = part === "older" || !folds ? events.length : SHOWN;
  const ids = idsOf(key, sorted);
  const rows = sorted
    .map((entry, index) =>
      eventRow(entry, ids[index] ?? "", { key, index: events.indexOf(entry) }, now),
    )
    .slice(from, to);
  if (!folds || part === "older") return rows;
  const rest: ClusterRow = {
    id: `older/${key}`,
    label: `${events.length - SHOWN} older events`,
    description: "",
    look: null,
    can: ["older"],
    open: "closed",
    subject: { type: "older", key },
  };
  return [...rows, rest];
}

/** What a pod goes through, in this order, often within one second of the API's times. */
const LIFE = ["SuccessfulCreate", "Scheduled", "Pulling", "Pulled", "Created", "Started"];

/** Newest first; of the same second what comes later in a pod's life is newer. */
function inOrderOfLife(events: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const place = ({ reason }: TimelineEntry): number =>
    LIFE.includes(reason) ? LIFE.indexOf(reason) : LIFE.length;
  return events
    .map((entry) => ({
      ...{ entry, second: Math.floor(timeOf(entry.last) / 1000), place: place(entry) },
    }))
    .sort((one, other) => other.second - one.second || other.place - one.place)
    .map(({ entry }) => entry);
}

/** Not by place: an event keeps its row when a newer one comes. */
function idsOf(key: string, events: readonly TimelineEntry[]): readonly string[] {
  const counts = new Map<string, number>();
  return events.map(({ object, reason, first }) => {
    const id = `event/${key}/${object}/${reason}/${timeOf(first)}`;
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    return `${id}#${count}`;
  });
}

function eventRow(
  entry: TimelineEntry,
  id: string,
  place: { readonly key: string; readonly index: number },
  now: number,
): ClusterRow {
  const { reason, count, last } = entry;
  return {
    id,
    label: `${ago(last, now).padStart(7, "\u2007")}\u2007 ${reason}${count > 1 ? ` ×${count}` : ""}`,
    description: eventSentence(entry),
    look: null,
    can: ["event"],
    open: "leaf",
    subject: { type: "event", ...place },
  };
}

/** `12s ago`, `3m ago`, `5h ago`, `2d ago`: at most seven characters. */
export function ago(time: string | null, now: number): string {
  const at = timeOf(time);
  if (at === 0) return "";
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ago`;
  return `${Math.floor(seconds / 86_400)}d ago`;
}

/** What each usual message adds to its reason. Kubernetes words them; see the tests for examples. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^Successfully assigned \S+ to (\S+)$/, "on $1"],
  [/^Pulling image "([^"]+)"$/, "$1"],
  [/^Container image "([^"]+)" already present on machine.*$/, "$1 was on the node"],
  [/^Successfully pulled image "([^"]+)" in ([\d.]+m?s).*$/, "$1 in $2"],
  [/^(?:Created|Started) container:? (\S+)$/, "container $1"],
  [/^Container (?:created|started)$/, ""],
  [/^Stopping container (\S+)$/, "container $1"],
  [/^Created pod: (\S+)$/, "$1"],
  [
    /^\d+\/\d+ nodes are available: (.*?)\.?(?:(?: no new claims to deallocate,)? preemption: .*)?$/,
    "$1",
  ],
  [/^(?:\(combined from similar events\): )?Error creating: (.*)$/, "$1"],
  [/^Error: (.*)$/, "$1"],
];

/** An event's message on one line, without what its reason says already. */
export function eventSentence(entry: TimelineEntry): string {
  const known = sentences.get(entry) ?? sentenceOf(entry);
  sentences.set(entry, known);
  return known;
}

function sentenceOf({ message }: TimelineEntry): string {
  const line = message.replace(/[\s\p{Cc}]+/gu, " ").trim();
  for (const [pattern, sentence] of SENTENCES) {
    if (pattern.test(line)) return line.replace(pattern, sentence);
  }
  return line;
}
