import { readRecording } from "../../../runtime/core/cluster/recording";
import { advanceAll, emptyCluster } from "../../../runtime/core/cluster/state";
import { workloads, type Workload } from "../../../runtime/core/cluster/workloads";
import type { ControlPlane } from "./bed";

const KINDS = { Job: "/apis/batch/v1", Pod: "/api/v1", Event: "/api/v1" };

/** What a namespace holds now, as a recording. */
export async function record({ api }: ControlPlane, namespace: string): Promise<string> {
  const lines: string[] = [];
  for (const [kind, group] of Object.entries(KINDS)) {
    const path = `${group}/namespaces/${namespace}/${kind.toLowerCase()}s`;
    for (const object of (await api.get(path)).items) {
      lines.push(JSON.stringify({ t: 0, kind, type: "ADDED", object }));
    }
  }
  return `${lines.join("\n")}\n`;
}

/** The tasks of a namespace as the core sees them now, newest first. */
export async function tasksIn(
  cluster: ControlPlane,
  namespace: string,
): Promise<readonly Workload[]> {
  const { changes } = readRecording(await record(cluster, namespace));
  return workloads(advanceAll(emptyCluster, changes));
}

/** The newest of them. */
export const taskIn = async (cluster: ControlPlane, namespace: string): Promise<Workload | null> =>
  (await tasksIn(cluster, namespace))[0] ?? null;
