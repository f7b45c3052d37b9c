import { readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { isAlive, processStart } from "../process/identity";

/** This process as the label of the containers that it waits for: `pid start host namespace`. */
export async function waiter(): Promise<string> {
  return `${process.pid} ${(await processStart(process.pid)) ?? "-"} ${hostname()} ${await pidNamespace()}`;
}

/**
 * Whether the process of a label still waits. One of another machine (or container) that shares
 * the engine cannot be looked at, so it counts as alive; a container can have its host's name.
 */
export async function stillWaits(label: string): Promise<boolean> {
  const [pid = "", start = "-", host = "", namespace = "-"] = label.split(" ");
  if (host !== hostname() || namespace !== (await pidNamespace())) return true;
  return isAlive({ pid: Number(pid), start: start === "-" ? null : start });
}

/** Within which process ids mean something; `-` where the system has no such thing. */
function pidNamespace(): Promise<string> {
  return readlink("/proc/self/ns/pid").catch(() => "-");
}
