import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { oneTaskTag } from "./oneTask";

/*
 * A read-only view of Metaflow's local datastore (the `.metaflow` folder). Nothing is ever written.
 * Layout as of Metaflow 2.19.39: FLOW/RUN/STEP/TASK/_meta/sysmeta_FIELD_MILLISECONDS.json.
 */

interface RunEntry {
  readonly runId: string;
  /** Milliseconds since the epoch; null when the run does not say. */
  readonly createdAt: number | null;
  /** It holds one task alone, see `oneTaskArguments`. */
  readonly oneTask: boolean;
}

export interface TaskEntry {
  readonly runId: string;
  readonly step: string;
  readonly taskId: string;
  /** `RUN/STEP/TASK`, as `spin` takes it. */
  readonly pathspec: string;
  /** Position in the innermost foreach; null outside one. */
  readonly index: number | null;
  /** `region=eu-west`, outer foreaches first (`a=1 · b=2`); null outside a foreach or not recorded. */
  readonly label: string | null;
  /** True: finished well; false: failed; null: running, or its process is gone. */
  readonly succeeded: boolean | null;
  readonly finishedAt: number | null;
  /** The task has begun and said where in a foreach it stands. */
  readonly registered: boolean;
}

export interface RunWithStep {
  readonly run: RunEntry;
  /** Successful tasks first, then by foreach position, then by id. Never empty, perhaps not all. */
  readonly tasks: readonly TaskEntry[];
}

interface TaskPath {
  readonly runId: string;
  readonly step: string;
  readonly taskId: string;
}

/** Runs of a flow, newest first. `root` is the `.metaflow` folder; no folder, no runs. */
export async function listRuns(root: string, flow: string): Promise<readonly RunEntry[]> {
  const names = (await folders(join(root, flow))).filter((name) => !notRuns.has(name));
  const runs: RunEntry[] = [];
  for (const batch of batchesOf(names)) {
    const read = batch.map(async (runId): Promise<RunEntry> => {
      const self = await readJson(join(root, flow, runId, "_meta", "_self.json"));
      const tags = self?.["tags"];
      const oneTask = Array.isArray(tags) && tags.includes(oneTaskTag);
      return { runId, createdAt: numberOf(self?.["ts_epoch"]), oneTask };
    });
    runs.push(...(await Promise.all(read)));
  }
  return runs.toSorted(newestFirst);
}

/**
 * Runs that can feed `spin STEP`: those in which a task of the step has begun (a failed one has
 * its inputs all the same). Newest first, at most `limit`, and of each at most `mostTasks` tasks:
 * a foreach can have thousands, and reading them takes seconds. `datastore`: only tasks whose data
 * is in one of that type (`s3`); metadata is here all the same.
 */
export async function runsWithStep(
  root: string,
  flow: string,
  step: string,
  { limit = 20, mostTasks = 50, datastore = null }: OriginOptions = {},
): Promise<readonly RunWithStep[]> {
  const found: RunWithStep[] = [];
  for (const run of await listRuns(root, flow)) {
    if (found.length === limit) break;
    if (run.oneTask) continue;
    const all = await tasksOf(root, flow, { runId: run.runId, step }, mostTasks);
    const tasks = datastore === null ? all : await inDatastore(root, flow, all, datastore);
    if (tasks.length > 0) found.push({ run, tasks });
  }
  return found;
}

interface OriginOptions {
  readonly limit?: number;
  readonly mostTasks?: number;
  readonly datastore?: string | null;
}

async function inDatastore(
  root: string,
  flow: string,
  tasks: readonly TaskEntry[],
  datastore: string,
): Promise<readonly TaskEntry[]> {
  const kept: TaskEntry[] = [];
  for (const batch of batchesOf(tasks)) {
    const types = batch.map(async ({ pathspec }) => {
      const folder = join(root, flow, ...pathspec.split("/"), "_meta");
      return readField(folder, latestFields(await files(folder)), "ds-type");
    });
    const found = await Promise.all(types);
    kept.push(...batch.filter((_, i) => found[i] === datastore));
  }
  return kept;
}

/** The best tasks of a step in a run, in the order of their ids until enough have succeeded. */
async function tasksOf(
  root: string,
  flow: string,
  path: Omit<TaskPath, "taskId">,
  most: number,
): Promise<readonly TaskEntry[]> {
  const ids = (await folders(join(root, flow, path.runId, path.step)))
    .filter((id) => id !== "_meta")
    .toSorted(byNumber);
  const tasks: TaskEntry[] = [];
  for (const batch of batchesOf(ids)) {
    if (tasks.filter(({ succeeded }) => succeeded === true).length >= most) break;
    const read = batch.map((taskId) => readTask(root, flow, { ...path, taskId }));
    for (const task of await Promise.all(read)) if (task?.registered === true) tasks.push(task);
  }
  return tasks.toSorted(bestFirst).slice(0, most);
}

/** What one task's files say; null when the task is not there (yet). */
export async function readTask(
  root: string,
  flow: string,
  { runId, step, taskId }: TaskPath,
): Promise<TaskEntry | null> {
  const folder = join(root, flow, runId, step, taskId, "_meta");
  const latest = latestFields(await files(folder));
  if (latest === null) return null;
  const [path, stack, ok] = await Promise.all(
    ["foreach-execution-path", "foreach-stack", "attempt_ok"].map((field) =>
      readField(folder, latest, field),
    ),
  );
  return {
    runId,
    step,
    taskId,
    pathspec: `${runId}/${step}/${taskId}`,
    index: innermostIndex(path),
    label: foreachLabel(stack),
    succeeded: ok === "True" ? true : ok === "False" ? false : null,
    finishedAt: millisecondsOf(latest.get("attempt_ok")),
    registered: latest.has("attempt"),
  };
}

/**
 * The exit code of a task's latest attempt that ended, negative for a signal (Python's way to say
 * it); null when none is recorded.
 */
export async function readExitCode(
  root: string,
  flow: string,
  { runId, step, taskId }: TaskPath,
): Promise<number | null> {
  const folder = join(root, flow, runId, step, taskId);
  const attempts = ((await files(folder)) ?? [])
    .map((name) => /^(\d+)\.runtime$/.exec(name)?.[1])
    .filter((attempt) => attempt !== undefined);
  const latest = Math.max(-1, ...attempts.map(Number));
  return numberOf((await readJson(join(folder, `${latest}.runtime`)))?.["return_code"]);
}

/** Folders beside the runs: artifact blobs and the flow's own description. */
const notRuns = new Set(["data", "_meta"]);

/** The newest file of each sysmeta field (a retry writes them again); null: no task. */
function latestFields(names: readonly string[] | null): ReadonlyMap<string, string> | null {
  if (names === null) return null;
  const latest = new Map<string, string>();
  for (const name of names) {
    const field = /^sysmeta_(.+)_\d+\.json$/.exec(name)?.[1];
    if (field === undefined) continue;
    const before = millisecondsOf(latest.get(field)) ?? -1;
    if ((millisecondsOf(name) ?? 0) > before) latest.set(field, name);
  }
  return latest;
}

async function readField(
  folder: string,
  latest: ReadonlyMap<string, string> | null,
  field: string,
): Promise<unknown> {
  const name = latest?.get(field);
  return name === undefined ? null : (await readJson(join(folder, name)))?.["value"];
}

function millisecondsOf(name: string | undefined): number | null {
  const digits = name === undefined ? undefined : /_(\d+)\.json$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** `outer:0,inner:2` → 2. */
function innermostIndex(path: unknown): number | null {
  const digits = typeof path === "string" ? /:(\d+)$/.exec(path)?.[1] : undefined;
  return digits === undefined ? null : Number(digits);
}

function foreachLabel(stack: unknown): string | null {
  if (!Array.isArray(stack)) return null;
  const parts = stack.filter((part): part is string => typeof part === "string");
  return parts.length === 0 ? null : parts.join(" · ");
}

/** How many folders are read at the same time: files that may be open at once are limited. */
const together = 16;

function batchesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / together);
  return Array.from({ length: count }, (_, i) => items.slice(i * together, (i + 1) * together));
}

const byNumber = new Intl.Collator("en", { numeric: true }).compare;

function newestFirst(a: RunEntry, b: RunEntry): number {
  const byTime = (b.createdAt ?? 0) - (a.createdAt ?? 0);
  return byTime === 0 ? byNumber(b.runId, a.runId) : byTime;
}

function bestFirst(a: TaskEntry, b: TaskEntry): number {
  const bySuccess = Number(b.succeeded === true) - Number(a.succeeded === true);
  if (bySuccess !== 0) return bySuccess;
  const byIndex = (a.index ?? 0) - (b.index ?? 0);
  return byIndex === 0 ? byNumber(a.taskId, b.taskId) : byIndex;
}

async function folders(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}

async function files(path: string): Promise<readonly string[] | null> {
  try {
    return await readdir(path);
  } catch {
    return null;
  }
}

/** A JSON object; null when it is missing or half written. */
async function readJson(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
