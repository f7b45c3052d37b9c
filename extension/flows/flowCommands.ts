import * as vscode from "vscode";
import type { Handlers } from "../contributions";
import { log } from "../log";
import type { DagPanels } from "../panels/dagPanels";
import type { FlowIndex } from "./flowIndex";
import type { FlowPick } from "./flowPick";
import { showRule } from "./ruleDocs";
import { createSampleFlow } from "./sampleFlow";
import { isFlowTarget, isStepTarget } from "./target";

/** What the commands on flows work with. */
export interface FlowServices {
  readonly extension: vscode.Uri;
  readonly pick: FlowPick;
  readonly index: FlowIndex;
  readonly panels: DagPanels;
}

type FlowCommand =
  | "flowlens.showDag"
  | "flowlens.createSampleFlow"
  | "flowlens.refreshFlows"
  | "flowlens.copyName"
  | "flowlens.openFlow"
  | "flowlens.showRule"
  | "flowlens.showOutput";

/** The commands that only read: they work in every workspace. */
export function flowCommands(services: FlowServices): Pick<Handlers, FlowCommand> {
  const { extension, pick, index, panels } = services;
  return {
    "flowlens.showDag": async (subject) => {
      await panels.show(await pick.flow(subject));
    },
    "flowlens.createSampleFlow": createSampleFlow,
    "flowlens.refreshFlows": () => index.refresh(),
    "flowlens.copyName": async (subject) => {
      await vscode.env.clipboard.writeText(nameOf(subject));
    },
    "flowlens.openFlow": (target) => pick.reveal(target),
    "flowlens.showRule": (rule) => showRule(extension, rule),
    "flowlens.showOutput": () => {
      log().show();
    },
  };
}

/** What *Copy Name* copies from a row of Flows. */
function nameOf(subject: unknown): string {
  if (isStepTarget(subject)) return subject.step;
  if (isFlowTarget(subject)) return subject.flow;
  const uri = (subject as { readonly uri?: string } | undefined)?.uri;
  return uri === undefined ? "" : vscode.Uri.parse(uri).fsPath;
}
