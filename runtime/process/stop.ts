import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessId } from "./identity";
import { groupExists, isAlive } from "./identity";

/** How long a run may take to wind up after SIGINT. Metaflow itself waits 5 s for its tasks. */
export const defaultGrace = 8_000;

/**
 * Ends a process group: SIGINT to all of it, and SIGKILL to whatever is left `grace` milliseconds
 * later, or as soon as its leader is gone. SIGTERM would orphan Metaflow's tasks. Resolves when
 * nothing of the group is left; true when it had to be killed.
 */
export async function stopGroup(leader: ProcessId, grace = defaultGrace): Promise<boolean> {
  if (!(await isSameGroup(leader))) return false;
  signalGroup(leader.pid, "SIGINT");
  const deadline = Date.now() + grace;
  while (Date.now() < deadline && (await isAlive(leader))) await sleep(50);
  // Tasks that ignore SIGINT outlive their runner; give well-behaved ones a moment to go.
  for (let i = 0; i < 10 && groupExists(leader.pid); i++) await sleep(20);
  if (!groupExists(leader.pid)) return false;
  signalGroup(leader.pid, "SIGKILL");
  for (let i = 0; i < 100 && groupExists(leader.pid); i++) await sleep(20);
  return true;
}

/**
 * A group keeps its leader's pid while any member lives, so that pid cannot have been given to
 * someone else's process; a dead leader with a living group is still ours.
 */
async function isSameGroup(leader: ProcessId): Promise<boolean> {
  if (!groupExists(leader.pid)) return false;
  if (await isAlive(leader)) return true;
  return !(await isAlive({ pid: leader.pid, start: null }));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone in the meantime.
  }
}
