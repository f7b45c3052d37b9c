import type { ClusterTrouble, Connection, Right } from "../../../runtime/cluster/connection";
import type { Json } from "../../../runtime/core/cluster/json";

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
  namespaces: readonly string[] | Error = ["ml"];
  denied: readonly string[] = [];
  /** `jobs t-1` of each deletion. */
  readonly removed: string[] = [];
  /** Called before a list is answered. */
  onList: () => void = () => undefined;

  readonly connection = {
    list: (resource: string) => {
      if (resource === "namespaces") {
        if (this.namespaces instanceof Error) return Promise.reject(this.namespaces);
        const items = this.namespaces.map((name) => ({ metadata: { name } }));
        return Promise.resolve({ items, version: "1" });
      }
      this.onList();
      return Promise.resolve({ items: resource === "jobs" ? this.jobs : this.pods, version: "1" });
    },
    can: ({ verb, resource, namespace }: Right) =>
      Promise.resolve(!this.denied.includes(`${verb} ${resource} ${namespace}`)),
    remove: ({ resource, name }: { resource: string; name: string }) => {
      this.removed.push(`${resource} ${name}`);
      const others = (list: Json[]) =>
        list.filter(({ metadata }) => (metadata as { name: string }).name !== name);
      if (resource === "jobs") this.jobs = others(this.jobs);
      else this.pods = others(this.pods);
      return Promise.resolve();
    },
  } as unknown as Connection;
}
