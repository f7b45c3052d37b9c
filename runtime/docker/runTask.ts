import type Docker from "dockerode";
import { setTimeout as sleep } from "node:timers/promises";
import { failedMark } from "../core/reason";
import { ownMark } from "../core/runnerOutput";
import type { Around } from "./containerOptions";
import { containerOptions, leftOut } from "./containerOptions";
import type { Engine } from "./engine";
import { answerLimit, connect, inTime, NoEngine, saidBy, workLimit } from "./engine";
import { ensureImage } from "./image";
import type { Cause } from "./sentences";
import { isMissingProgram, startCause } from "./sentences";
import { waiter } from "./owner";
import type { TaskOrder } from "./task";

/** Milliseconds a task may take to wind up after SIGINT. Metaflow kills us after 5 s. */
const grace = 3_000;

/** The task cannot run, and the user can do something about it. */
class Stopped extends Error {
  constructor(readonly why: Cause) {
    super(why.reason);
  }
}

/**
 * Runs one task in a container: standard output and error are the task's, the answer is its exit
 * code. Aborting the signal ends the container, gently first. No container is left behind.
 */
export async function runTask(
  order: TaskOrder,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  try {
    const engine = await connect(process.env);
    for (const line of leftOut(order, engine.facts)) tell(line);
    const cause = await ensureImage(engine, order, print, signal);
    if (cause !== null) throw new Stopped(cause);
    return await runContainer(engine, order, args, signal);
  } catch (error) {
    if (signal.aborted) return 130;
    fail(error);
    return 1;
  }
}

function fail(error: unknown): void {
  if (error instanceof Stopped) {
    tell(error.why.remedy);
    print(`${failedMark}${error.why.reason}`);
  } else if (error instanceof NoEngine) {
    tell(error.message);
    print(`${failedMark}the Docker engine cannot be used`);
  } else {
    tell(saidBy(error));
    print(`${failedMark}the Docker engine failed`);
  }
}

/** Our own words in the task's log. */
function tell(line: string): void {
  print(`${ownMark}${line}`);
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function runContainer(
  engine: Engine,
  order: TaskOrder,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  for (const python of order.executable === null ? ["python", "python3"] : [order.executable]) {
    const around: Around = {
      facts: engine.facts,
      owner: ownUser(),
      environment: process.env,
      waiter: await waiter(),
      python,
      args,
    };
    const container = await create(engine, order, around);
    try {
      const code = await startAndWait(engine, order, container, signal);
      if (code !== null) return code;
    } finally {
      await remove(container);
    }
  }
  const remedy = "Choose an image with Python, as python or python3 on its PATH.";
  throw new Stopped({ reason: `image ${order.image} has no Python`, remedy });
}

function ownUser(): Around["owner"] {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  return uid === undefined || gid === undefined ? null : { uid, gid };
}

async function create(
  { docker }: Engine,
  order: TaskOrder,
  around: Around,
): Promise<Docker.Container> {
  try {
    return await inTime(docker.createContainer(containerOptions(order, around)), workLimit);
  } catch (error) {
    throw new Stopped(startCause(order.image, saidBy(error)));
  }
}

/** The exit code; null when the image has no such Python. */
async function startAndWait(
  engine: Engine,
  order: TaskOrder,
  container: Docker.Container,
  signal: AbortSignal,
): Promise<number | null> {
  const stream = await attach(order, container);
  if (stream === null) return null;
  engine.docker.modem.demuxStream(stream, process.stdout, process.stderr);
  const printed = new Promise<void>((resolve) => {
    for (const event of ["end", "close", "error"]) {
      stream.once(event, () => {
        resolve();
      });
    }
  });
  // Asked for before the start: afterwards a quick container may be gone already.
  const exit = exitOf(container);
  const stop = stopOnAbort(container, signal);
  try {
    await inTime(container.start(), workLimit);
  } catch (error) {
    if (isMissingProgram(saidBy(error))) return null;
    throw new Stopped(startCause(order.image, saidBy(error)));
  } finally {
    if (signal.aborted) await stop();
  }
  const code = await Promise.race([exit, printed.then(() => withinMoments(exit))]);
  await Promise.race([printed, sleep(answerLimit)]);
  stream.end();
  if (!signal.aborted) await demandEngine(engine, code);
  return code ?? 1;
}

/** Its streams; null when the image has no such Python: Podman looks for it at this point already. */
async function attach(
  { image }: TaskOrder,
  container: Docker.Container,
): Promise<NodeJS.ReadWriteStream | null> {
  const streams = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
  try {
    return await inTime(container.attach(streams), workLimit);
  } catch (error) {
    if (isMissingProgram(saidBy(error))) return null;
    throw new Stopped(startCause(image, saidBy(error)));
  }
}

async function exitOf(container: Docker.Container): Promise<number | null> {
  try {
    const answer = (await container.wait({ condition: "next-exit" })) as { StatusCode?: number };
    return answer.StatusCode ?? null;
  } catch {
    return null;
  }
}

/** After its output has ended a container is gone, or the engine is. */
function withinMoments<T>(exit: Promise<T>): Promise<T | null> {
  return Promise.race([exit, sleep(answerLimit, null, { ref: false })]);
}

/**
 * A task that was ended together with its engine should say so. An engine that is shut down sends
 * SIGTERM first and goes when all containers have.
 */
async function demandEngine({ docker, name }: Engine, code: number | null): Promise<void> {
  if (code !== null && code !== terminated) return;
  for (const end = Date.now() + (code === null ? 0 : grace); ;) {
    try {
      await inTime(docker.ping());
    } catch {
      const remedy = `The engine at ${name} is gone: start it, then run again.`;
      throw new Stopped({ reason: "the Docker engine stopped", remedy });
    }
    if (Date.now() >= end) break;
    await sleep(200);
  }
  const remedy = "Somebody else stopped or removed the container.";
  throw new Stopped({ reason: "the container was stopped from outside", remedy });
}

/** The exit code of a task that SIGTERM ended. */
const terminated = 143;

function stopOnAbort(container: Docker.Container, signal: AbortSignal): () => Promise<void> {
  const stop = async (): Promise<void> => {
    await container.kill({ signal: "SIGINT" }).catch(() => undefined);
    await sleep(grace, undefined, { ref: false });
    await remove(container);
  };
  signal.addEventListener("abort", () => void stop(), { once: true });
  return () => remove(container);
}

/** Gone already, or going: both are what is wanted. */
async function remove(container: Docker.Container): Promise<void> {
  await inTime(container.remove({ force: true, v: true })).catch(() => undefined);
}
