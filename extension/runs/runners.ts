import * as vscode from "vscode";
import type { Where } from "../../runtime/core/where";
import { createDockerRunner } from "../../runtime/runners/docker";
import { createKubernetesRunner } from "../../runtime/runners/kubernetes";
import { localRunner } from "../../runtime/runners/local";
import type { Runner } from "../../runtime/runners/runner";

/** Gives the runner for a place. */
export type RunnerFor = (where: Where | undefined) => Runner;

/** The runners of this extension; what is heavy in them is loaded when it is used. */
export function createRunners(extension: vscode.Uri): RunnerFor {
  const runners: Record<Where, Runner> = {
    here: localRunner,
    docker: createDockerRunner(dockerBundle(extension)),
    kubernetes: createKubernetesRunner(async (options) => {
      const { connect } = await import("../../runtime/cluster/kubernetes.js");
      return connect(options);
    }),
  };
  return (where = "here") => runners[where];
}

/** The program that talks to Docker. */
export function dockerBundle(extension: vscode.Uri): string {
  return vscode.Uri.joinPath(extension, "dist", "docker.js").fsPath;
}
