import { closeSync, openSync, writeSync } from "node:fs";
import { homedir } from "node:os";
import { isClusterError, type Connection } from "../cluster/connection";
import type { ClusterWatch, WatchStatus } from "../cluster/watch";
import { chosenCluster, type ChosenCluster } from "../core/cluster/choice";
import { Recorder } from "../core/cluster/recorder";
import { advanceAll, emptyCluster } from "../core/cluster/state";
import { workloads, type Workload } from "../core/cluster/workloads";
import { readConfiguration } from "../metaflow/configuration";
import type { PodsOptions } from "./arguments";
import { printError } from "./output";

type Where = Pick<PodsOptions, "context" | "namespace">;

interface Listed extends ChosenCluster {
  readonly workloads: readonly Workload[];
}

/**
 * The task attempts on the cluster right now; null when they can't be had, which was said then. A
 * waiting pod has its cause at once, and is `stuck` from when on the view Cluster calls it so.
 */
export async function listPods(options: Where): Promise<Listed | null> {
  return onCluster(options, async (watch, where) => {
    let state = emptyCluster;
    const problem = await watchUntil(watch, {
      isEnd: (status) => status.kind !== "connecting",
      onChange: (changes) => {
        state = advanceAll(state, changes);
      },
    });
    if (problem) return null;
    return { ...where, workloads: workloads(state, { now: Date.now(), causes: "at-once" }) };
  });
}

/**
 * Writes what the cluster says to the file until Ctrl+C, or for as long as is asked for. False when
 * nothing could be recorded, which was said then.
 */
export async function recordPods(
  file: string,
  options: Where & Pick<PodsOptions, "duration">,
): Promise<boolean> {
  let target: number;
  try {
    target = openSync(file, "wx");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    const exists = code === "EEXIST";
    printError(
      exists
        ? `${file} exists: name another file to record to.`
        : `Cannot write ${file} (${code}): name another file to record to.`,
    );
    return false;
  }
  try {
    const done = await onCluster(options, async (watch, where) => {
      printError(
        `Recording the tasks of namespace ${where.namespace} (context ${where.context}) to ${file}. Ctrl+C ends it.`,
      );
      return record(target, watch, options.duration);
    });
    return done === true;
  } finally {
    closeSync(target);
  }
}

async function record(
  target: number,
  watch: CommonWatch,
  duration: number | null,
): Promise<boolean> {
  const began = Date.now();
  const recorder = new Recorder(
    (line) => writeSync(target, `${line}\n`),
    () => Date.now() - began,
  );
  const problem = await watchUntil(watch, {
    isEnd: (status) => status.kind === "stopped",
    duration,
    onStatus: (status) => {
      if (status.kind === "retrying") printError(status.sentence);
    },
    onRaw: (kind, changes, isList) => {
      recorder.add(kind, changes, isList);
    },
  });
  return !problem;
}

type CommonWatch = Pick<ClusterWatch, "connection" | "namespace">;

interface Until extends Partial<Pick<ClusterWatch, "onChange" | "onStatus" | "onRaw">> {
  readonly isEnd: (status: WatchStatus) => boolean;
  readonly duration?: number | null;
}

/** Watches until that status, that time, or Ctrl+C. True when it ended badly, which was said then. */
async function watchUntil(watch: CommonWatch, until: Until): Promise<boolean> {
  const { watchCluster } = await import("../cluster/kubernetes.js");
  const { isEnd, duration = null, onChange = () => undefined, onStatus, onRaw } = until;
  const control = new AbortController();
  const end = (): void => {
    control.abort();
  };
  const timer = duration === null ? undefined : setTimeout(end, duration);
  process.once("SIGINT", end).once("SIGTERM", end);
  let isBad = false;
  try {
    await watchCluster({
      ...{ ...watch, signal: control.signal, onChange },
      ...(onRaw === undefined ? {} : { onRaw }),
      onStatus: (status) => {
        onStatus?.(status);
        if (status.kind === "live") for (const sentence of status.missing) printError(sentence);
        if (!isEnd(status)) return;
        isBad = status.kind !== "live";
        if ("sentence" in status) printError(status.sentence);
        end();
      },
    });
  } finally {
    clearTimeout(timer);
    process.off("SIGINT", end).off("SIGTERM", end);
  }
  return isBad;
}

/** Connects to the chosen cluster; null when that fails, which was said then. */
async function onCluster<T>(
  options: Where,
  work: (watch: CommonWatch, where: ChosenCluster) => Promise<T>,
): Promise<T | null> {
  try {
    const where = await chosen(options);
    if ("sentence" in where) {
      printError(where.sentence);
      return null;
    }
    const { connect } = await import("../cluster/kubernetes.js");
    const connection: Connection = await connect({
      ...{ environment: process.env, home: homedir(), context: where.context, allowExec: true },
    });
    return await work({ connection, namespace: where.namespace }, where);
  } catch (error) {
    if (!isClusterError(error)) throw error;
    printError(error.message);
    return null;
  }
}

/** As Metaflow would choose, run in this folder, where the options do not say otherwise. */
async function chosen(options: Where): Promise<ChosenCluster | { readonly sentence: string }> {
  const { readKubeconfig } = await import("../cluster/kubeconfig.js");
  const kubeconfig = await readKubeconfig(process.env, homedir());
  if ("sentence" in kubeconfig) return kubeconfig;
  const contexts = new Map(kubeconfig.contexts.map(({ name, namespace }) => [name, namespace]));
  const current = options.context ?? kubeconfig.current;
  if (options.context !== null && !contexts.has(options.context)) {
    const names = [...contexts.keys()].join(", ");
    return { sentence: `The kubeconfig has no context ${options.context}: choose from ${names}.` };
  }
  const settings = await readConfiguration(process.cwd(), process.env, homedir());
  const metaflows = settings.get("METAFLOW_KUBERNETES_NAMESPACE");
  const namespace = options.namespace ?? (metaflows === "" ? null : metaflows);
  const found = chosenCluster({ contexts, current, namespace }, {});
  return found ?? { sentence: "The kubeconfig has no current context: name one by --context." };
}
