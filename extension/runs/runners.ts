import * as vscode from "vscode";
import type { Where } from "../../runtime/core/where";
import { commandLine } from "../../runtime/metaflow/commandLine";
import { localRunner, runRecord } from "../../runtime/runners/local";
import type { Runner } from "../../runtime/runners/runner";

/** Gives the runner for a place. */
export type RunnerFor = (where: Where | undefined) => Runner;

/** The runners of this extension; what is heavy in them is loaded when it is used. */
export function createRunners(extension: vscode.Uri): RunnerFor {
  const runners: Record<Where, Runner> = {
    here: localRunner,
    docker: loaded(async () => {
      const { createDockerRunner } = await import("./remoteRunners.js");
      return createDockerRunner(dockerBundle(extension));
    }),
    kubernetes: loaded(async () => {
      const { createKubernetesRunner } = await import("./remoteRunners.js");
      return createKubernetesRunner(async (options) => {
        const { connect } = await import("../../runtime/cluster/kubernetes.js");
        return connect({ ...options, allowExec: options.allowExec && vscode.workspace.isTrusted });
      });
    }),
  };
  return (where = "here") => runners[where];
}

/** A runner that is loaded when it is first asked for anything. */
function loaded(load: () => Promise<Runner>): Runner {
  let runner: Promise<Runner> | undefined;
  const get = (): Promise<Runner> => (runner ??= load());
  return {
    check: async (request, signal) => (await get()).check(request, signal),
    start: async function* (request, signal) {
      yield* (await get()).start(request, signal);
    },
    follow: async function* (record, signal, options) {
      yield* (await get()).follow(record, signal, options);
    },
    arguments: async (request) =>
      (await (await get()).arguments?.(request)) ?? commandLine(request),
    record: async (request, started) =>
      (await (await get()).record?.(request, started)) ?? runRecord(request, started),
  };
}

/** The program that talks to Docker. */
export function dockerBundle(extension: vscode.Uri): string {
  return vscode.Uri.joinPath(extension, "dist", "docker.js").fsPath;
}
