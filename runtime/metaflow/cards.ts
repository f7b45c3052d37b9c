import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { nearestWith } from "./configuration";
import { namesIn } from "./files";

/*
 * The cards that tasks left in the local datastore, read as files: asking Metaflow costs a second
 * a time. Nothing is ever written. Layout as of Metaflow 2.19.39 (plugins/cards/card_datastore.py):
 * mf.cards/FLOW/runs/RUN/steps/STEP/tasks/TASK/cards/TYPE[-ID]-HASH.html, and beside `cards` a
 * `runtime` with TYPE[-ID]-HASH.data.json while the task refreshes its card.
 */

export interface CardTask {
  readonly runId: string;
  readonly step: string;
  readonly taskId: string;
}

/** What a card's file name says. */
interface CardName {
  readonly type: string;
  /** As in `@card(id=…)`; null without one. */
  readonly id: string | null;
  /** Unique for each card of each attempt. */
  readonly hash: string;
}

export interface Card extends CardName {
  /** Its id, else its type; numbered where a task has several of that name. */
  readonly label: string;
  /** Absolute path of the page. */
  readonly page: string;
  /** Absolute path of the data that a running task writes; the file need not exist. */
  readonly data: string;
  /** Changes whenever the page is written again. */
  readonly version: string;
  /** Bytes. */
  readonly size: number;
}

/** Data that fits into a page that is already shown, as `metaflow_card_update` takes it. */
export interface CardData {
  /** The page it belongs to says the same, see `reloadToken`. */
  readonly token: string;
  readonly data: unknown;
}

/**
 * The `mf.cards` folders in which a run of `cwd` may have left cards, the likeliest first. Metaflow
 * looks for the folder around it upward from the working folder, whatever METAFLOW_DATASTORE_SYSROOT_LOCAL
 * or --datastore-root say (measured, 2.19.39); the root is kept in case a later one obeys them.
 */
export async function cardFolders(cwd: string, datastoreRoot: string): Promise<readonly string[]> {
  const upward = async (name: string): Promise<string> =>
    join((await nearestWith(cwd, name)) ?? cwd, name);
  const roots = [datastoreRoot, await upward(".metaflow"), await upward(".metaflow_spin")];
  return [...new Set(roots)].map((root) => join(root, "mf.cards"));
}

/** Runs of a flow in which a task of the step has begun to leave cards, newest first. */
export async function runsWithCards(
  folders: readonly string[],
  flow: string,
  step: string,
): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const runs = join(folder, plain(flow), "runs");
      const dated = (await namesIn(runs)).map(async (runId) => ({
        runId,
        at: await timeOf(join(runs, runId, "steps", plain(step))),
      }));
      return Promise.all(dated);
    }),
  );
  const newest = new Map<string, number>();
  for (const { runId, at } of found.flat())
    if (at !== null) newest.set(runId, Math.max(at, newest.get(runId) ?? 0));
  return [...newest].sort((a, b) => b[1] - a[1]).map(([runId]) => runId);
}

/** Steps of a run that have cards. */
export async function stepsWithCards(
  folders: readonly string[],
  flow: string,
  runId: string,
): Promise<readonly string[]> {
  const listed = folders.map((folder) =>
    namesIn(join(folder, plain(flow), "runs", plain(runId), "steps")),
  );
  return [...new Set((await Promise.all(listed)).flat())];
}

/** Ids of a step's tasks that have cards, in the order of their numbers. */
export async function tasksWithCards(
  folders: readonly string[],
  flow: string,
  { runId, step }: Omit<CardTask, "taskId">,
): Promise<readonly string[]> {
  const listed = folders.map((folder) => namesIn(tasksFolder(folder, flow, runId, step)));
  return [...new Set((await Promise.all(listed)).flat())].sort(byNumber);
}

/**
 * A task's cards: those without an id first, then by label; of one name the newest first (a retry
 * leaves the cards of earlier attempts where they are). None when the task has none, yet or ever.
 */
export async function listCards(
  folders: readonly string[],
  flow: string,
  { runId, step, taskId }: CardTask,
): Promise<readonly Card[]> {
  for (const folder of folders) {
    const task = join(tasksFolder(folder, flow, runId, step), plain(taskId));
    const names = await namesIn(join(task, "cards"));
    const found = await Promise.all(names.map((name) => readEntry(task, name)));
    const cards = found.filter((card) => card !== null);
    if (cards.length > 0) return labelled(cards.sort(inOrder));
  }
  return [];
}

/** The parts of `blank-chart-HASH.html`; null for another file. Types and ids have no `-`. */
export function cardName(file: string): CardName | null {
  const parts = /^([^-]+)-(?:([^-]+)-)?([^-]+)\.html$/.exec(file);
  const [, type, id, hash] = parts ?? [];
  return type === undefined || hash === undefined ? null : { type, id: id ?? null, hash };
}

/**
 * What a page says of the data it was made for: `final` once its task is done. Null for a page
 * that is not made to be refreshed, such as one of a card type of the user's own.
 */
export function reloadToken(page: string): string | null {
  return /\bMETAFLOW_RELOAD_TOKEN\s*=\s*"([^"]*)"/.exec(page)?.[1] ?? null;
}

/** The data of a card being refreshed; null when there is none, or it is half written. */
export async function readCardData(card: Pick<Card, "data">): Promise<CardData | null> {
  try {
    const value = JSON.parse(await readFile(card.data, "utf8")) as Record<string, unknown>;
    const token = value["reload_token"];
    return typeof token === "string" ? { token, data: value["data"] } : null;
  } catch {
    return null;
  }
}

interface Entry extends Card {
  readonly at: number;
}

async function readEntry(task: string, file: string): Promise<Entry | null> {
  const name = cardName(file);
  if (name === null) return null;
  const page = join(task, "cards", file);
  try {
    const { mtimeMs: at, size } = await stat(page);
    const data = join(task, "runtime", file.replace(/html$/, "data.json"));
    return { ...name, label: name.id ?? name.type, page, data, version: `${at}/${size}`, size, at };
  } catch {
    // Replaced at this moment: the next look finds it.
    return null;
  }
}

function inOrder(a: Entry, b: Entry): number {
  const byId = Number(a.id !== null) - Number(b.id !== null);
  if (byId !== 0) return byId;
  const byLabel = byNumber(a.label, b.label);
  return byLabel === 0 ? b.at - a.at : byLabel;
}

function labelled(cards: readonly Entry[]): readonly Card[] {
  return cards.map((card, index) => {
    const before = cards.slice(0, index).filter(({ label }) => label === card.label).length;
    return before === 0 ? card : { ...card, label: `${card.label} (${before + 1})` };
  });
}

function tasksFolder(folder: string, flow: string, runId: string, step: string): string {
  return join(folder, plain(flow), "runs", plain(runId), "steps", plain(step), "tasks");
}

/** One folder's name: never a way out of the datastore. */
function plain(name: string): string {
  return name === ".." || /[/\\]/.test(name) ? "" : name;
}

const byNumber = new Intl.Collator("en", { numeric: true }).compare;

async function timeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return null;
  }
}
