import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./bed";

type Kind = "pods" | "jobs" | "events" | "workflows";

interface KubeObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
}

/** A server that replays recordings; see test/bed/replayApi.mjs. */
export interface ReplayApi {
  readonly url: string;
  readonly put: (kind: Kind, object: KubeObject) => void;
  readonly remove: (kind: Kind, namespace: string, name: string) => void;
  readonly drop: () => void;
  readonly answer: (status: number | null) => void;
  readonly stop: () => Promise<void>;
}

interface ReplayModule {
  readonly startReplayApi: (options?: {
    readonly log?: (pod: string, query: URLSearchParams) => string;
  }) => Promise<ReplayApi>;
  readonly kubeconfigFor: (
    url: string,
    options?: { readonly context?: string; readonly namespace?: string },
  ) => string;
  readonly replayed: (
    file: string,
    options: {
      readonly namespace: string;
      readonly flow: string;
      readonly run: string;
      readonly ago?: number;
      readonly until?: number;
    },
  ) => readonly (readonly [Kind, KubeObject])[];
}

/** The bed's modules run without being compiled. */
export async function replayModule(): Promise<ReplayModule> {
  return (await import(pathToFileURL(join(root, "test/bed/replayApi.mjs")).href)) as ReplayModule;
}

/** A recording of a real cluster. */
export const recordingFile = (name: string): string => join(root, `test/cluster/${name}.jsonl`);
