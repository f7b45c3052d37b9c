import type { ClusterTrouble, Connection, Right } from "../../../runtime/cluster/connection";
import type { Json } from "../../../runtime/core/cluster/json";
import type { Leftover } from "../../../runtime/core/cluster/leftovers";

/** An error as every call of a connection rejects with. */
export function trouble(kind: ClusterTrouble, message: string): Error {
  return Object.assign(new Error(message), { name: "ClusterError", trouble: kind, detail: "" });
}

/** A Job or pod of Metaflow's. */
export function marked(name: string, flow: string, runId: string, status: Json = {}): Json {
  const annotations = { "metaflow/flow_name": flow, "metaflow/run_id": runId };
  return { metadata: { name, namespace: "ml", annotations }, status };
}

/** As much of an API server as running asks: lists, rights, deletions. */
export class FakeCluster {
  jobs: Json[] = [];
  pods: Json[] = [];
  /** An error: the kind is not there. */
  jobsets: Json[] | Error = trouble(
    "not-found",
    "the server could not find the requested resource",
  );
  namespaces: readonly string[] | Error = ["ml"];
  denied: readonly string[] = [];
  /** `jobs t-1` of each deletion. */
  readonly removed: string[] = [];
  /** Called before a list is answered. */
  onList: () => void = () => undefined;

  readonly connection = {
    list: async (resource: "namespaces" | Leftover["resource"]) => {
      await Promise.resolve();
      if (resource === "namespaces") {
        if (this.namespaces instanceof Error) throw this.namespaces;
        return { items: this.namespaces.map((name) => ({ metadata: { name } })), version: "1" };
      }
      this.onList();
      const items = this[resource];
      if (items instanceof Error) throw items;
      return { items, version: "1" };
    },
    can: ({ verb, resource, namespace }: Right) =>
      Promise.resolve(!this.denied.includes(`${verb} ${resource} ${namespace}`)),
    remove: ({ resource, name }: Leftover) => {
      this.removed.push(`${resource} ${name}`);
      const others = (list: Json[]) =>
        list.filter(({ metadata }) => (metadata as { name: string }).name !== name);
      const all = this[resource];
      if (Array.isArray(all)) this[resource] = others(all);
      return Promise.resolve();
    },
  } as unknown as Connection;
}
