import { pulledMark, pullingMark } from "../core/runnerOutput";
import type { Engine } from "./engine";
import { asError, inTime, saidBy } from "./engine";
import { registryAuth } from "./credentials";
import { PullProgress } from "./pullProgress";
import type { Cause } from "./sentences";
import { pullCause } from "./sentences";
import type { TaskOrder } from "./task";

/** Milliseconds between two lines of progress: each is a line of the task's log. */
const tellEvery = 2_000;

/** Milliseconds without a word of it after which a pull counts as hung. */
const idleLimit = 3 * 60_000;

/**
 * Has the image on this machine, pulling it when it is missing (or as `image_pull_policy` says).
 * `tell` gets lines of progress. Aborting ends the pull. The answer is null, or why there is none.
 */
export async function ensureImage(
  engine: Engine,
  { image, pull }: Pick<TaskOrder, "image" | "pull">,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Cause | null> {
  const here = await isHere(engine, image);
  if (here && pull !== "Always") return null;
  if (pull === "Never") {
    return {
      reason: `image ${image} is not on this machine`,
      remedy: 'Build or pull it, or change image_pull_policy="Never".',
    };
  }
  tell(`${pullingMark}${image}`);
  try {
    await pullImage(engine, image, tell, signal);
    return null;
  } catch (error) {
    if (signal.aborted) throw error;
    return pullCause(image, saidBy(error));
  }
}

async function isHere({ docker }: Engine, image: string): Promise<boolean> {
  try {
    await inTime(docker.getImage(image).inspect());
    return true;
  } catch (error) {
    if (asError(error).statusCode === 404 || asError(error).statusCode === 400) return false;
    throw error;
  }
}

async function pullImage(
  { docker }: Engine,
  image: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const auth = await registryAuth(image, process.env);
  // Said apart, or the credentials would become part of the address. Without a tag the engine
  // would pull all of them.
  const options = { _query: { fromImage: withTag(image) }, _body: {}, abortSignal: signal };
  const stream = await inTime(docker.createImage(auth ?? {}, options), idleLimit);
  await finished(stream, signal, (progress) => {
    tell(`${pullingMark}${image}: ${progress.text()}`);
  });
  tell(`${pulledMark}${image}`);
}

/** Reads a pull to its end. Rejects when it failed, when nothing was heard of it, when it was aborted. */
export async function finished(
  stream: NodeJS.ReadableStream,
  signal: AbortSignal,
  tell: (progress: PullProgress) => void,
): Promise<void> {
  const progress = new PullProgress();
  let told = Date.now();
  let quiet: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const heard = (): void => {
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        reject(new Error(`nothing was heard of it for ${idleLimit / 60_000} minutes`));
      }, idleLimit);
    };
    const onAbort = (): void => {
      reject(new Error("The pull was cancelled."));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    heard();
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      heard();
      progress.read(text);
      if (Date.now() - told < tellEvery) return;
      told = Date.now();
      tell(progress);
    });
    stream.on("error", reject);
    for (const end of ["end", "close"]) stream.once(end, resolve);
  }).finally(() => {
    clearTimeout(quiet);
  });
  progress.end();
  if (progress.failure !== null) throw new Error(progress.failure);
}

/** `acme/train` → `acme/train:latest`; a port's colon is no tag. */
export function withTag(image: string): string {
  return /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
}
