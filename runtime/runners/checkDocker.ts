import { checkLocal } from "./checkLocal";
import { engineProblem } from "./dockerEngine";
import type { Obstacle, RunRequest } from "./runner";

/**
 * What stands in the way of a run in Docker: what would stand in the way of a local one, then what
 * containers cannot do, then the engine. `request` is as it will be started.
 */
export async function checkDocker(
  request: RunRequest,
  bundle: string,
  signal?: AbortSignal,
): Promise<readonly Obstacle[]> {
  const stepDecorators = request.stepDecorators.filter((name) => name !== "kubernetes");
  const [local, engine] = await Promise.all([
    checkLocal({ ...request, stepDecorators }),
    checkEngine(request, bundle, signal),
  ]);
  const here = local.filter(({ id }) => id !== "kubernetes/local");
  return [...here, ...checkContainers(request), ...engine];
}

function checkContainers({ options, neededEnvironment }: RunRequest): readonly Obstacle[] {
  const obstacles: Obstacle[] = [];
  const { datastore } = options;
  if (datastore !== null && datastore !== "local") {
    const sentence = `Docker runs keep their data in the local datastore, and this flow's options ask for ${datastore}: choose the local one, or run on Kubernetes.`;
    obstacles.push({ severity: "stop", id: "docker/datastore", sentence, action: null });
  }
  if (neededEnvironment !== null) {
    const sentence = `Packages of @${neededEnvironment} are not put into containers: a step there has what its image has.`;
    obstacles.push({ severity: "notice", id: "docker/environment", sentence, action: null });
  }
  return obstacles;
}

async function checkEngine(
  { environment }: RunRequest,
  bundle: string,
  signal?: AbortSignal,
): Promise<readonly Obstacle[]> {
  const sentence = await engineProblem(bundle, environment, signal);
  signal?.throwIfAborted();
  if (sentence === null) return [];
  return [{ severity: "stop", id: "docker/engine", sentence, action: null }];
}
