import * as vscode from "vscode";
import { onFlow } from "../../runtime/core/findings/deploy/deployment";
import type { FlowFile } from "../../runtime/core/flow";
import { commandFor } from "../commands";
import type { LensAnchor } from "../flows/lensAnchors";

/** Decorators that have an effect only on a deployed flow, or only make sense there. */
const deployed = ["schedule", "trigger", "trigger_on_finish", "project"];

/** Whether the anchor is the class of a flow that is meant to be deployed. */
export function leadsToDeployment(file: FlowFile, { flow, step, runnable }: LensAnchor): boolean {
  const found = file.flows.find(({ name }) => name === flow);
  if (found === undefined || step !== null || !runnable) return false;
  return deployed.some((name) => onFlow(found, name).length > 0);
}

/** *Deploy* above such a class. */
export function deployLens({ line, flow }: LensAnchor, uri: string): vscode.CodeLens {
  const title = "$(cloud-upload) Deploy";
  const command = commandFor("flowlens.deployToArgo", title, { uri, flow });
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
}
