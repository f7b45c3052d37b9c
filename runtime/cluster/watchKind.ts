import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../core/cluster/json";
import {
  isClusterError,
  type ClusterError,
  type Connection,
  type Resource,
  type WatchEvent,
  type WatchOptions,
} from "./connection";
import { versionOf } from "./watchStream";

/** How the watch of one kind of objects goes. */
export type KindStatus =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "retrying"; readonly at: number; readonly sentence: string }
  /** No right to see them. */
  | { readonly kind: "denied"; readonly sentence: string }
  /** The cluster does not know such objects. */
  | { readonly kind: "absent" };

/** Milliseconds. */
export interface Timing {
  /** A list that has not begun by then is told as such; a slow server gets longer at each try. */
  readonly firstAnswer: number;
  /** Changes are told together that come within this time. */
  readonly batch: number;
  /** The wait after the first failure; each further one doubles it, up to `longestRetry`. */
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** How long a watch goes on before the server is to end it. */
  readonly watchFor: number;
  /** A watch that says nothing for longer is half-open: bookmarks come about every minute. */
  readonly idleLimit: number;
  /** Events have no bookmarks: short watches, whose end must come in time. */
  readonly eventsFor: number;
  /** A watch that the server ends sooner than this is a failure. */
  readonly shortest: number;
}

export const usualTiming: Timing = {
  firstAnswer: 10_000,
  batch: 100,
  firstRetry: 1000,
  longestRetry: 30_000,
  watchFor: 300_000,
  idleLimit: 100_000,
  eventsFor: 60_000,
  shortest: 1000,
};

/** A list that takes longer than this to begin never will; milliseconds. */
const LONGEST_ANSWER = 60_000;

/** One kind of objects to watch. */
export interface KindWatch {
  readonly connection: Connection;
  readonly namespace: string;
  readonly resource: Resource;
  readonly labels: string;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly onList: (objects: readonly Json[]) => void;
  readonly onEvent: (event: WatchEvent) => void;
  readonly onStatus: (status: KindStatus) => void;
}

/**
 * Lists, then watches from the list's version, for as long as the signal lets it. A drop is waited
 * out (longer each time, with jitter) and resumed after the last version; a version that is no
 * longer kept (410) means a new list. Returns when the kind can't be seen; rejects when nothing
 * more can be had of this cluster.
 */
export async function watchKind(watch: KindWatch): Promise<void> {
  const { connection, namespace, resource, labels, signal } = watch;
  let version: string | null = null;
  let failures = 0;
  watch.onStatus({ kind: "connecting" });
  while (!signal.aborted) {
    let opened = Number.POSITIVE_INFINITY;
    const onOpen = (): void => {
      opened = Date.now();
      watch.onStatus({ kind: "live" });
    };
    try {
      if (version === null) {
        const begins = Math.min(LONGEST_ANSWER, watch.timing.firstAnswer * 2 ** failures);
        const list = await connection.list(resource, namespace, { labels, signal, begins });
        watch.onList(list.items);
        version = list.version;
      }
      const options: WatchOptions = { labels, signal, version, onOpen, ...limitsOf(watch) };
      for await (const event of connection.watch(resource, namespace, options)) {
        version = versionOf(event.object) ?? version;
        failures = 0;
        if (event.type !== "BOOKMARK") watch.onEvent(event);
      }
      if (Date.now() - opened >= watch.timing.shortest) continue;
      await retryLater(watch, ++failures, "The cluster ends each connection at once.");
    } catch (error) {
      const drop = dropOf(watch, error);
      if (drop === null) return;
      failures++;
      if (needsList(drop, failures)) version = null;
      // The first new list need not wait.
      if (drop.trouble === "expired" && failures === 1) continue;
      await retryLater(watch, failures, drop.message, drop.retryAfter ?? 0);
    }
  }
}

function limitsOf({ resource, timing }: KindWatch): { seconds: number; idleLimit: number } {
  const isEvents = resource === "events";
  const time = isEvents ? timing.eventsFor : timing.watchFor;
  // Spread, so that the watches of many users do not end together.
  const seconds = Math.max(1, Math.round((time / 1000) * (1 - Math.random() / 4)));
  return { seconds, idleLimit: isEvents ? seconds * 1000 + 15_000 : timing.idleLimit };
}

/** The error if it is worth another try; null when this kind's watch ends, throws what ends them all. */
function dropOf(watch: KindWatch, error: unknown): ClusterError | null {
  if (watch.signal.aborted) return null;
  if (!isClusterError(error)) throw error;
  switch (error.trouble) {
    case "cancelled":
      return null;
    case "forbidden":
      watch.onStatus({ kind: "denied", sentence: error.message });
      return null;
    case "not-found":
      watch.onStatus({ kind: "absent" });
      return null;
    case "credentials":
    case "kubeconfig":
      throw error;
    default:
      return error;
  }
}

/** A cluster restored from a backup has lower versions; other answers may hide an unknown one. */
function needsList({ trouble, detail }: ClusterError, failures: number): boolean {
  if (trouble === "expired" || /too large resource version/i.test(detail)) return true;
  return trouble === "refused" && failures >= 3;
}

async function retryLater(
  { timing, signal, onStatus }: KindWatch,
  failures: number,
  sentence: string,
  atLeast = 0,
): Promise<void> {
  const longest = Math.min(timing.longestRetry, timing.firstRetry * 2 ** (failures - 1));
  const wait = Math.max(atLeast, longest * (0.5 + Math.random() / 2));
  onStatus({ kind: "retrying", at: Date.now() + wait, sentence });
  await sleep(wait, undefined, { signal }).catch(() => undefined);
}
