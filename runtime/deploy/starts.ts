import type { Connection } from "../cluster/connection";
import { fields, text, type Json } from "../core/cluster/json";
import { eventsOf, scheduleOf, sensorPlace, type StartsNow } from "../core/deploy/starts";
import { readObject } from "./readObject";

/**
 * Reads what starts a flow now, which is about to be deployed with this template in the place of
 * that one (null: there is none). Rejects only when it is cancelled.
 */
export async function readStarts(
  connection: Connection,
  template: Json,
  deployed: Json | null,
  signal: AbortSignal,
): Promise<StartsNow> {
  const metadata = fields(template["metadata"]);
  const namespace = text(metadata["namespace"]) ?? "default";
  const name = text(metadata["name"]) ?? "";
  const [schedule, events] = await Promise.all([
    readSchedule(connection, { namespace, name }, signal),
    eventsNow(connection, sensorPlace(deployed ?? template), signal),
  ]);
  return { schedule, events, deployed: deployed !== null };
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** The schedule of a deployed flow as its CronWorkflow has it; null: it has none. */
export async function readSchedule(
  connection: Connection,
  place: Place,
  signal: AbortSignal,
): Promise<StartsNow["schedule"]> {
  const read = await readObject(connection, { resource: "cronworkflows", ...place }, signal);
  if (typeof read === "string") return null;
  return "object" in read ? scheduleOf(read.object) : read;
}

async function eventsNow(
  connection: Connection,
  place: Place,
  signal: AbortSignal,
): Promise<StartsNow["events"]> {
  const read = await readObject(connection, { resource: "sensors", ...place }, signal);
  if (read === "absent") return null;
  if (read === "no-such-kind") return "not-installed";
  return "object" in read ? eventsOf(read.object) : read;
}
