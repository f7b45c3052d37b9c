import type { Obstacle, RunRequest } from "./runner";
export function checkLocal(_request: RunRequest): Promise<readonly Obstacle[]> {
  return Promise.resolve([]);
}
