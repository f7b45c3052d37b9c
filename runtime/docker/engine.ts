import Docker from "dockerode";
import { homedir } from "node:os";
import { findEndpoint } from "./endpoint";
import { engineSentence } from "./sentences";
import type { EngineFacts } from "./task";

/** Milliseconds that the engine may take for anything that is done at once. */
export const answerLimit = 8_000;

/** Milliseconds for what an engine has to do something for: a container's making, its start. */
export const workLimit = 60_000;

export interface Engine {
  readonly docker: Docker;
  readonly facts: EngineFacts;
  /** For sentences: `unix:///var/run/docker.sock`. */
  readonly name: string;
}

/** No engine can be used; the message is the sentence for the user. */
export class NoEngine extends Error {}

/** The engine of this machine, asked what it can. Rejects with `NoEngine`, within seconds. */
export async function connect(env: NodeJS.ProcessEnv): Promise<Engine> {
  const endpoint = findEndpoint(env, env["HOME"] ?? homedir());
  if ("sentence" in endpoint) throw new NoEngine(endpoint.sentence);
  const docker = new Docker(endpoint.options);
  try {
    const info: unknown = await inTime(docker.info());
    return { docker, facts: engineFacts(info), name: endpoint.name };
  } catch (error) {
    throw new NoEngine(engineSentence(endpoint.name, asError(error)), { cause: error });
  }
}

/** What matters of the engine's answer to `GET /info` (Docker 20–28, Podman 4–5). */
export function engineFacts(info: unknown): EngineFacts {
  const { NCPU, SecurityOptions, Runtimes } = (info ?? {}) as {
    NCPU?: number;
    SecurityOptions?: readonly string[] | null;
    Runtimes?: Readonly<Record<string, unknown>> | null;
  };
  const has = (name: string): boolean =>
    (SecurityOptions ?? []).some((option) => option.split(",").includes(`name=${name}`));
  return {
    cpus: NCPU !== undefined && NCPU > 0 ? NCPU : Infinity,
    rootless: has("rootless"),
    remapped: has("userns"),
    selinux: has("selinux"),
    gpus: Object.keys(Runtimes ?? {}).some((name) => name.startsWith("nvidia")),
  };
}

/** The engine's answer, or a rejection when it takes too long. */
export function inTime<T>(answer: Promise<T>, limit = answerLimit): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${limit / 1000} s`));
    }, limit);
  });
  return Promise.race([answer, late]).finally(() => {
    clearTimeout(timer);
  });
}

export function asError(error: unknown): Error & { code?: string; statusCode?: number } {
  return error instanceof Error ? error : new Error(String(error));
}

/** The engine's own words, without dockerode's `(HTTP code 404) … -` in front. */
export function saidBy(error: unknown): string {
  const { message } = asError(error);
  return message.replace(/^\(HTTP code \d+\) [^-]*- /, "").trim();
}
