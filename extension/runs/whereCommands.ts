import { homedir } from "node:os";
import * as vscode from "vscode";
import type { Where } from "../../runtime/core/where";
import { isWhere } from "../../runtime/core/where";
import { engineProblem } from "../../runtime/runners/dockerEngine";
import type { ClusterChoice } from "../cluster/clusterChoice";
import type { Handlers } from "../contributions";
import type { FlowPick } from "../flows/flowPick";
import { runEnvironment } from "./environment";
import type { Launcher } from "./launch";
import { dockerBundle } from "./runners";
import type { RunTerminals } from "./runTerminal";
import { pickWhere, type WhereState } from "./wherePick";
import type { WhereChoice } from "./whereChoice";

/** What the commands that choose a place work with. */
export interface WhereServices {
  readonly pick: FlowPick;
  readonly where: WhereChoice;
  readonly clusters: ClusterChoice;
  readonly runs: { readonly launcher: Launcher; readonly terminals: RunTerminals };
  readonly extension: vscode.Uri;
}

type WhereCommand = "flowlens.chooseWhere" | "flowlens.runFlowOn" | "flowlens.runStepOn";

/** The commands that choose where flows run: from now on, or once. */
export function whereCommands(services: WhereServices): Pick<Handlers, WhereCommand> {
  const { pick, where, runs } = services;
  const { launcher, terminals } = runs;
  const once = (file: vscode.Uri, title: string): Promise<Where> =>
    choose(services, file, title, "Where, this time?");
  return {
    "flowlens.chooseWhere": async (subject) => {
      const file = await scopeOf(subject, pick);
      const folder = vscode.workspace.getWorkspaceFolder(file)?.name;
      const title = `Where Flows Run${folder === undefined ? "" : ` · ${folder}`}`;
      const chosen = await choose(services, file, title, "For all runs of this folder");
      await where.set(file, chosen);
    },
    "flowlens.runFlowOn": async (subject) => {
      const target = await pick.runnableFlow(subject);
      const chosen = await once(vscode.Uri.parse(target.uri), `Run ${target.flow} On`);
      terminals.show(await launcher.runFlow(target, chosen));
    },
    "flowlens.runStepOn": async (subject) => {
      const target = await pick.step(subject);
      const chosen = await once(vscode.Uri.parse(target.uri), `Run ${target.step} On`);
      terminals.show(await launcher.runStep(target, chosen));
    },
  };
}

/** The place that a click asks for itself: that of a run to do again after an obstacle was mended. */
export function onceOf(subject: unknown): Where | undefined {
  if (typeof subject !== "object" || subject === null || !("where" in subject)) return undefined;
  return isWhere(subject.where) ? subject.where : undefined;
}

/** The file of a lens or node, else of the active editor, else any flow's. */
async function scopeOf(subject: unknown, pick: FlowPick): Promise<vscode.Uri> {
  if (subject instanceof vscode.Uri) return subject;
  const active = vscode.window.activeTextEditor?.document.uri;
  if (subject === undefined && active?.scheme === "file") return active;
  const [first, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (subject === undefined && first !== undefined && others.length === 0) return first.uri;
  return vscode.Uri.parse((await pick.flow(subject)).uri);
}

function choose(
  services: WhereServices,
  file: vscode.Uri,
  title: string,
  placeHolder: string,
): Promise<Where> {
  const { where, clusters, extension } = services;
  return pickWhere(title, placeHolder, where.of(file), (tell, signal) =>
    Promise.all([
      askDocker(file, dockerBundle(extension), signal).then(tell),
      clusters.current(file).then((cluster) => {
        tell({ cluster });
      }),
    ]),
  );
}

async function askDocker(
  file: vscode.Uri,
  bundle: string,
  signal: AbortSignal,
): Promise<WhereState> {
  if (!vscode.workspace.isTrusted) return {};
  // A broken env file is told of when something is run.
  const { variables } = await runEnvironment(file).catch(() => ({ variables: {} }));
  const environment = { ...process.env, HOME: process.env["HOME"] ?? homedir(), ...variables };
  return { docker: await engineProblem(bundle, environment, signal) };
}
