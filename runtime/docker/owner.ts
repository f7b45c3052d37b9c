import { hostname } from "node:os";
import { isAlive, processStart } from "../process/identity";

/** This process as the label of the containers that it waits for: `pid start host`. */
export async function waiter(): Promise<string> {
  return `${process.pid} ${(await processStart(process.pid)) ?? "-"} ${hostname()}`;
}

/**
 * Whether the process of a label still waits. One of another machine (or container) that shares
 * the engine cannot be looked at, so it counts as alive.
 */
export async function stillWaits(label: string): Promise<boolean> {
  const [pid = "", start = "-", host = ""] = label.split(" ");
  if (host !== hostname()) return true;
  return isAlive({ pid: Number(pid), start: start === "-" ? null : start });
}
