import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./bed";

interface Pipeline {
  readonly name: string;
  readonly versions: ReadonlyMap<string, { readonly name: string }>;
}

interface Run {
  readonly run_id: string;
  readonly state: string;
  readonly runtime_config: { readonly parameters: Readonly<Record<string, unknown>> };
}

/** The stand-in for Kubeflow Pipelines; what it does and does not is told in its file. */
export interface KubeflowApi {
  readonly url: string;
  readonly uploads: readonly { readonly name: string; readonly text: string }[];
  readonly pipelines: () => readonly Pipeline[];
  readonly runs: () => readonly Run[];
  readonly schedules: () => readonly unknown[];
  readonly setRun: (id: string, fields: object) => void;
  readonly answer: (status: number | "page" | null) => void;
  readonly stop: () => Promise<void>;
}

interface ApiModule {
  readonly startKubeflowApi: () => Promise<KubeflowApi>;
}

export async function startKubeflowApi(): Promise<KubeflowApi> {
  const module = pathToFileURL(join(root, "test/bed/kubeflowApi.mjs")).href;
  return ((await import(module)) as ApiModule).startKubeflowApi();
}

interface PythonModule {
  readonly ensureKubeflowMetaflow: () => Promise<string>;
}

/** A Python with the newest Metaflow that metaflow-kubeflow works with, and both. */
export async function kubeflowPython(): Promise<string> {
  const module = pathToFileURL(join(root, "test/bed/python.mjs")).href;
  return ((await import(module)) as PythonModule).ensureKubeflowMetaflow();
}
