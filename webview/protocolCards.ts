/**
 * Everything that passes between the extension host and a page of cards: plain JSON, each side
 * tells and neither answers. The card itself is none of the two sides.
 */

/** What the page shows around the card. */
export interface CardsView {
  /** Kept by the page to be restored after a reload. */
  readonly kept: KeptCards;
  /** `plot`, or the foreach value of the task: `region=eu-west`. */
  readonly task: string;
  /** `Run 1741`; null while there is none. */
  readonly run: string | null;
  readonly cards: readonly CardChoice[];
  /** Hash of the card that is shown; null: none. */
  readonly shown: string | null;
  /** The task is at work and may still change its card. */
  readonly live: boolean;
  /** Set when there is no card to show. */
  readonly empty: CardsEmpty | null;
  /** What is being waited for; null: nothing. */
  readonly busy: string | null;
}

interface CardChoice {
  readonly hash: string;
  readonly label: string;
}

/** Why there is no card, and the one thing to do about it. */
export interface CardsEmpty {
  readonly title: string;
  readonly sentence: string;
  readonly action: { readonly name: CardsAction; readonly title: string } | null;
}

export type CardsAction = "runStep" | "openStep" | "trust" | "refresh";

/** Which cards a panel shows. */
export interface KeptCards {
  /** The flow file's URI, as text. */
  readonly uri: string;
  readonly flow: string;
  readonly step: string;
  /** The task that was chosen; null: the newest run's first. */
  readonly chosen: { readonly runId: string; readonly taskId: string } | null;
  /** Label of the card in front. */
  readonly card: string | null;
}

/** Told by the host. */
export type CardsNews =
  | { readonly type: "view"; readonly view: CardsView }
  /** A card's page as Metaflow wrote it: foreign HTML, in UTF-8. Bytes are not copied as JSON. */
  | {
      readonly type: "page";
      readonly hash: string;
      readonly name: string;
      readonly html: Uint8Array;
    }
  /** New data for the page that is shown. */
  | { readonly type: "data"; readonly hash: string; readonly data: unknown };

/** Told by the page. */
export type CardsWish =
  /** The page has begun; `heard`: with the news that were told before it had. */
  | { readonly type: "ready"; readonly heard: boolean }
  | { readonly type: "choose" }
  | { readonly type: "show"; readonly hash: string }
  | { readonly type: "open"; readonly link: string }
  | { readonly type: CardsAction };

const simple: ReadonlySet<unknown> = new Set(["choose", "runStep", "openStep", "trust", "refresh"]);

/** Whether a message is one of the page's; anything else is ignored. */
export function isCardsWish(message: unknown): message is CardsWish {
  if (typeof message !== "object" || message === null) return false;
  const { type, heard, hash, link } = message as Readonly<Record<string, unknown>>;
  if (type === "ready") return typeof heard === "boolean";
  if (type === "show") return typeof hash === "string";
  if (type === "open") return typeof link === "string";
  return simple.has(type);
}

/** What a page kept of itself; null when it is something else. */
export function keptCards(state: unknown): KeptCards | null {
  if (typeof state !== "object" || state === null) return null;
  const { uri, flow, step, chosen, card } = state as Readonly<Record<string, unknown>>;
  if (typeof uri !== "string" || typeof flow !== "string" || typeof step !== "string") return null;
  return {
    uri,
    flow,
    step,
    chosen: chosenTask(chosen),
    card: typeof card === "string" ? card : null,
  };
}

function chosenTask(chosen: unknown): KeptCards["chosen"] {
  if (typeof chosen !== "object" || chosen === null) return null;
  const { runId, taskId } = chosen as Readonly<Record<string, unknown>>;
  return typeof runId === "string" && typeof taskId === "string" ? { runId, taskId } : null;
}
