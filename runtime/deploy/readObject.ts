import { isClusterError, type Connection, type ObjectRef } from "../cluster/connection";
import type { Json } from "../core/cluster/json";

/** An object of a cluster, or why there is none to be had. */
export type ReadObject =
  | { readonly object: Json }
  | "absent"
  /** The cluster does not know its kind: whatever brings that is not installed. */
  | "no-such-kind"
  | { readonly sentence: string };

/** Asks a cluster for one object. Rejects only when it is cancelled. */
export async function readObject(
  connection: Connection,
  place: ObjectRef,
  signal: AbortSignal,
): Promise<ReadObject> {
  try {
    return { object: await connection.get(place, { signal }) };
  } catch (error) {
    if (!isClusterError(error) || error.trouble === "cancelled") throw error;
    if (error.trouble !== "not-found") return { sentence: error.message };
    // The API server names the object that is missing, but not when it lacks the whole kind.
    return error.detail.includes(`"${place.name}" not found`) ? "absent" : "no-such-kind";
  }
}
