import { dockerProgram } from "./dockerProgram";

/** Milliseconds in which the engine must answer. */
const limit = 12_000;

/**
 * Why no Docker engine can be used, in a sentence; null: one answers. `bundle`: as
 * `createDockerRunner` takes it. Never rejects: when the signal aborts the answer means nothing.
 */
export async function engineProblem(
  bundle: string,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string | null> {
  try {
    const options = { limit, env: environment, ...(signal && { signal }) };
    const answer = JSON.parse(await dockerProgram(bundle, ["check"], options)) as Answer;
    return answer.sentence;
  } catch (error) {
    const cause = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    return `Docker could not be asked (${cause}): restart Docker, then run again.`;
  }
}

/** What `docker.js check` prints. */
interface Answer {
  readonly sentence: string | null;
}
