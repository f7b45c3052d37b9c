import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Card, CardTask } from "./cards";
import { topLevel, type FlowOptions } from "./commandLine";
import type { Configuration } from "./configuration";
import { namesIn, textOf } from "./files";

/** How the user's own Metaflow is asked. It runs the flow's file, so only where that is trusted. */
export interface CardCommand {
  readonly python: string;
  /** Absolute path of the flow file. */
  readonly file: string;
  readonly cwd: string;
  /** The whole environment. */
  readonly environment: NodeJS.ProcessEnv;
  readonly options: FlowOptions;
}

const remotes = ["s3", "azure", "gs"];

/**
 * The remote datastore that a task wrote to: as its own metadata say (`ds-type`, local metadata
 * only), else the one of the flow's options or the configuration, else the only one that has a
 * place. Null: it wrote to the local one.
 */
export async function remoteDatastore(
  root: string,
  flow: string,
  { runId, step, taskId }: CardTask,
  { options, configuration }: { options: FlowOptions; configuration: Configuration },
): Promise<string | null> {
  const folder = join(root, flow, runId, step, taskId, "_meta");
  const names = (await namesIn(folder)).filter((name) => /^sysmeta_ds-type_\d+\.json$/.test(name));
  const own = /"value":\s*"(\w+)"/.exec(
    (await textOf(join(folder, names.at(-1) ?? ""))) ?? "",
  )?.[1];
  const placed = remotes.filter(
    (name) => configuration.get(`METAFLOW_DATASTORE_SYSROOT_${name.toUpperCase()}`) !== null,
  );
  const named = own ?? options.datastore ?? configuration.get("METAFLOW_DEFAULT_DATASTORE");
  const found = named ?? (placed.length === 1 ? placed[0] : undefined) ?? "local";
  return remotes.includes(found) ? found : null;
}

/** Milliseconds for one question: starting Metaflow takes one or two seconds, a datastore more. */
const limit = 60_000;

/**
 * Copies a task's cards from a remote datastore into `folder` (two or more seconds a card) by
 * `card list` and `card get`, as of Metaflow 2.19.39. None when the task has none. Rejects with
 * Metaflow's own words when it cannot be asked, does not answer in a minute, or is aborted.
 */
export async function fetchCards(
  command: CardCommand,
  task: CardTask,
  folder: string,
  signal: AbortSignal,
): Promise<readonly Card[]> {
  // Metaflow's own scratch folders would else stand in the working folder, which is the user's.
  const scratch = { METAFLOW_ARTIFACT_LOCALROOT: folder, METAFLOW_TEMPDIR: folder };
  const own = { ...command, environment: { ...command.environment, ...scratch } };
  const pathspec = `${task.runId}/${task.step}/${task.taskId}`;
  const listed = await ask(own, ["list", pathspec, "--as-json"], signal).catch(noCards);
  const cards: Card[] = [];
  for (const { type, id, hash } of listed === null ? [] : readList(listed)) {
    const page = join(folder, `${hash}.html`);
    await ask(own, ["get", pathspec, page, "--hash", hash], signal);
    const { size } = await stat(page);
    const label = id ?? type;
    cards.push({ type, id, hash, label, page, data: `${page}.data.json`, version: hash, size });
  }
  return cards;
}

/** The cards of `card list --as-json`; a hash that could be a path is no hash. */
export function readList(json: string): readonly Pick<Card, "type" | "id" | "hash">[] {
  const { cards } = JSON.parse(json) as { cards?: unknown };
  if (!Array.isArray(cards)) return [];
  return cards.flatMap((card: unknown) => {
    const { type, id, hash } = (card ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof type !== "string" || typeof hash !== "string" || !/^\w+$/.test(hash)) return [];
    return [{ type, id: typeof id === "string" ? id : null, hash }];
  });
}

function ask(
  { python, file, cwd, environment, options }: CardCommand,
  words: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  // Decorators added on the command line say where steps run, which is of no concern here.
  const args = [file, "--quiet", ...topLevel({ ...options, with: [] }, "run"), "card", ...words];
  const limits = { timeout: limit, signal, maxBuffer: 4_000_000, killSignal: "SIGKILL" } as const;
  return new Promise((resolve, reject) => {
    execFile(python, args, { cwd, env: environment, ...limits }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim() === "" ? error.message : stderr.trim().slice(-2000)));
    });
  });
}

function noCards(error: unknown): null {
  if (error instanceof Error && /Card not found/i.test(error.message)) return null;
  throw error;
}
