import { dockerProgram } from "./dockerProgram";

/** Milliseconds in which the engine must answer. */
const limit = 10_000;

/**
 * Why no Docker engine can be used, in a sentence; null: one answers. `bundle`: as
 * `createDockerRunner` takes it. Never rejects: what cannot be asked is told when something is run.
 */
export async function engineProblem(
  bundle: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | null> {
  const options = { limit, env: environment, signal };
  const answer = await dockerProgram(bundle, ["check"], options).catch(() => "");
  const sentence = /"sentence":("(?:[^"\\]|\\.)*")/.exec(answer)?.[1];
  return sentence === undefined ? null : String(JSON.parse(sentence));
}
