import type { KubeEvent } from "./objects";

/** Events of one reason and message, folded. Times as the API server writes them. */
export interface TimelineEntry {
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  /** The newest one's. */
  readonly message: string;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
  /** `Pod/t-1234`, `Job/t-12`, `PersistentVolumeClaim/data`. */
  readonly object: string;
}

/**
 * The events, newest first, those that repeat folded into one with a count. A Job over quota gets
 * a new event with every try, differing in the name of the pod it wanted: those are one.
 */
export function timeline(events: readonly KubeEvent[]): TimelineEntry[] {
  const entries = new Map<string, TimelineEntry>();
  for (const event of events) {
    const object = `${event.kind}/${event.name}`;
    const key = `${object} ${event.type} ${event.reason} ${withoutPodNames(event.message)}`;
    const known = entries.get(key);
    const { type, reason, message, count, first, last } = event;
    if (known === undefined) {
      entries.set(key, { type, reason, message, count, first, last, object });
    } else {
      const isNewer = compareTimes(last, known.last) >= 0;
      entries.set(key, {
        ...known,
        message: isNewer ? message : known.message,
        count: known.count + count,
        first: compareTimes(first, known.first) < 0 ? first : known.first,
        last: isNewer ? last : known.last,
      });
    }
  }
  return [...entries.values()].sort(
    (one, other) =>
      compareTimes(other.last, one.last) ||
      compareTimes(other.first, one.first) ||
      compareTexts(one.reason, other.reason) ||
      compareTexts(one.message, other.message),
  );
}

function withoutPodNames(message: string): string {
  return message
    .replace(/^\(combined from similar events\): /, "")
    .replace(/\b([Pp]ods?) "[^"]*"/, "$1");
}

/** Orders times as texts may not: `…:41Z` and `…:41.855Z` differ in length. Unknown is earliest. */
export function compareTimes(one: string | null, other: string | null): number {
  if (one === other) return 0;
  // Thousands are compared with every change, nearly all in whole seconds of UTC.
  if (isPlain(one) && isPlain(other)) return one < other ? -1 : 1;
  return timeOf(one) - timeOf(other);
}

/** `2026-01-02T03:04:05Z` */
function isPlain(time: string | null): time is string {
  return time?.length === 20 && time.endsWith("Z");
}

/** By code units: for ties, where the language of the reader does not matter. */
export function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Milliseconds since the epoch, 0 when unknown. */
export function timeOf(text: string | null): number {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? 0 : time;
}
