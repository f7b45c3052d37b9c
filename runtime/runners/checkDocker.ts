import { checkLocal } from "./checkLocal";
import { dockerProgram } from "./dockerProgram";
import type { Obstacle, RunRequest } from "./runner";

/** Milliseconds in which the engine must answer. */
const checkLimit = 10_000;

/** What stands in the way of a run in Docker: all that stands in the way of a local one, and the engine. */
export async function checkDocker(
  request: RunRequest,
  bundle: string,
  signal?: AbortSignal,
): Promise<readonly Obstacle[]> {
  const stepDecorators = request.stepDecorators.filter((name) => name !== "kubernetes");
  const [local, engine] = await Promise.all([
    checkLocal({ ...request, stepDecorators, ignoreKubernetes: true }),
    checkEngine(request, bundle, signal),
  ]);
  return [...local.filter(({ id }) => id !== "kubernetes/local"), ...engine];
}

async function checkEngine(
  { environment }: RunRequest,
  bundle: string,
  signal?: AbortSignal,
): Promise<readonly Obstacle[]> {
  const options = { limit: checkLimit, env: environment, ...(signal && { signal }) };
  const answer = await dockerProgram(bundle, ["check"], options).catch(() => "");
  if (answer === "") return [];
  const { sentence } = JSON.parse(answer) as { readonly sentence: string | null };
  return sentence === null
    ? []
    : [{ severity: "stop", id: "docker/engine", sentence, action: null }];
}
