import { ownerLabel, runLabel } from "./containerOptions";
import type { Engine } from "./engine";
import { inTime } from "./engine";
import { stillWaits } from "./owner";

/**
 * Removes the containers of a run (`key`), and those of any run that nobody waits for any more.
 * The answer is how many.
 */
export async function sweep({ docker }: Engine, key: string | null): Promise<number> {
  const ours = await inTime(docker.listContainers({ all: true, filters: { label: [runLabel] } }));
  const left: string[] = [];
  for (const { Id, Labels } of ours) {
    const mine = key !== null && Labels[runLabel] === key;
    if (mine || !(await stillWaits(Labels[ownerLabel] ?? ""))) left.push(Id);
  }
  const removed = left.map((id) =>
    // Gone in the meantime: so be it.
    inTime(docker.getContainer(id).remove({ force: true, v: true })).catch(() => undefined),
  );
  await Promise.all(removed);
  return removed.length;
}
