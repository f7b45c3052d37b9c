import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  installArgoCrds,
  startControlPlane,
  startS3,
  waitFor,
  type ControlPlane,
  type S3,
} from "./bed";

/** A control plane with the kinds of Argo Workflows, and an S3 server. */
export interface ArgoBed {
  readonly cluster: ControlPlane;
  readonly s3: S3;
  /** The variables with which Metaflow deploys there. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export async function startArgoBed(): Promise<ArgoBed> {
  const cluster = await startControlPlane();
  const stops = [cluster.stop];
  const stop = async (): Promise<void> => {
    for (const end of stops) await end();
  };
  try {
    await installArgoCrds(cluster);
    const s3 = await startS3();
    stops.push(s3.stop);
    const env = { ...s3.env, KUBECONFIG: cluster.kubeconfig, METAFLOW_USER: "tester" };
    return { cluster, s3, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes a cluster know the Sensors of Argo Events; nothing acts on them. */
export async function installSensors({ api }: ControlPlane): Promise<void> {
  const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const version = { name: "v1alpha1", served: true, storage: true };
  await api.create({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "sensors.argoproj.io" },
    spec: {
      group: "argoproj.io",
      scope: "Namespaced",
      names: { kind: "Sensor", plural: "sensors", singular: "sensor" },
      versions: [{ ...version, schema: { openAPIV3Schema: schema } }],
    },
  });
  const sensors = "/apis/argoproj.io/v1alpha1/namespaces/default/sensors";
  await waitFor("The kind Sensor", async () => (await api.get(sensors)).items.length === 0);
}

/** The variables with which Metaflow makes Sensors. */
export const argoEvents = {
  METAFLOW_ARGO_EVENTS_EVENT: "metaflow",
  METAFLOW_ARGO_EVENTS_EVENT_SOURCE: "metaflow-source",
  METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT: "argo-events",
} as const;

/** A Python that writes down what it is called with. */
export interface WatchedPython {
  readonly path: string;
  /** The arguments of each call, as one line. */
  readonly calls: () => readonly string[];
}

export function watchedPython(python: string, folder: string): WatchedPython {
  mkdirSync(folder, { recursive: true });
  const [path, log] = [join(folder, "python3"), join(folder, "calls.log")];
  writeFileSync(path, `#!/bin/sh\necho "$*" >> '${log}'\nexec '${python}' "$@"\n`);
  chmodSync(path, 0o755);
  const calls = (): readonly string[] =>
    existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  return { path, calls };
}
