import * as vscode from "vscode";
import { LONGEST_NAME } from "../../runtime/core/deploy/names";
import type { NextStep } from "../../runtime/core/deploy/refusal";
import type { Json } from "../../runtime/core/cluster/json";
import { startsLines, startsOf } from "../../runtime/core/deploy/starts";
import { tokenIn } from "../../runtime/core/deploy/tokens";
import { shownArguments } from "../../runtime/deploy/deployment";
import type { Preview } from "../../runtime/deploy/preview";
import type { FlowTarget } from "../flows/target";
import { Problem, unattended, type Remedy } from "../problem";
import { readCluster } from "./argoCluster";
import { confirmDeploy } from "./confirmDeploy";
import { askName } from "./deployOptions";
import {
  deployPlace,
  type ClusterPlace,
  type DeployPlace,
  type DeployServices,
} from "./deployPlace";
import { DeployTerminal } from "./deployTerminal";
import type { DeployGate } from "./gate";
import { chooseContext, commonRemedy, runOrRefuse, withCancel, withCommand } from "./metaflowRun";
import { PendingPreviews } from "./pendingPreviews";
import type { PreviewDocuments } from "./previewDocuments";

/** A preview that is shown and may be deployed. */
interface Pending {
  readonly place: DeployPlace;
  readonly preview: Preview;
  /** What will start the flow by itself, beside what does now; a line each. */
  readonly startedBy: readonly string[];
  readonly context: string;
  readonly warnings: readonly string[];
  /** Why it can't be deployed from here; null when it can. */
  readonly blocked: Problem | null;
}

/** The comment above both sides; a CronWorkflow and a Sensor are no part of the text below. */
function headingOf(startedBy: readonly string[]): string {
  const lines = [
    "What Metaflow sends to Argo Workflows, made to be read: commands are broken after &&, and the",
    "time, the production token and the code package's hash are left out.",
    ...(startedBy.length === 0 ? [] : ["", "Beside the template Metaflow writes what starts it:"]),
    ...startedBy.map((line) => `  ${line}`),
  ];
  return `${lines.map((line) => `# ${line}`.trimEnd()).join("\n")}\n\n`;
}

/** From a click to a deployed WorkflowTemplate: the gate, the preview, the yes, Metaflow. */
export class ArgoDeployer {
  readonly previews: PendingPreviews<Pending>;

  constructor(
    private readonly services: DeployServices,
    private readonly gate: DeployGate,
    private readonly documents: PreviewDocuments,
  ) {
    this.previews = new PendingPreviews(services.deployStorage, (target) => this.preview(target));
  }

  /** Shows what a deployment would change, and offers it. */
  async preview(target: FlowTarget): Promise<void> {
    const again = (): Promise<void> => this.preview(target);
    const place = await this.named(await deployPlace(target, this.services, again));
    const { opened, settings: configuration } = place;
    const waived = place.request.deploy.name === null ? [] : ["deploy/name-length"];
    const warnings = this.gate.pass(opened, { target: "argo", configuration, waived });
    const title = `Preparing to deploy ${opened.flow.name}`;
    const { template, deployed, starts } = await withCancel(title, async (signal, report) => {
      report(`its code package goes to ${place.datastore.root}`);
      const template = await this.templateOf(place, signal, again);
      report("reading what is deployed");
      return { template, ...(await readCluster(place.cluster, template, signal)) };
    });
    const { previewOf } = await import("../../runtime/deploy/preview.js");
    const preview = previewOf(template, deployed);
    const context = "context" in place.cluster ? place.cluster.context : "";
    const startedBy = startsLines(startsOf(template), starts);
    const uri = await this.documents.show(
      { ...preview, heading: headingOf(startedBy) },
      `${context} / ${preview.namespace}`,
    );
    const blocked = "sentence" in deployed ? this.previewOnly(place, deployed.sentence) : null;
    this.previews.add(uri, { place, preview, startedBy, context, warnings, blocked });
    if (blocked !== null) throw blocked;
    unattended("deployToArgo", this.offer(uri));
  }

  /** Deploys what a preview shows, once the user has agreed. */
  async deploy(uri: vscode.Uri | undefined): Promise<void> {
    const { blocked } = this.previews.of(uri);
    if (blocked !== null) throw blocked;
    const pending = this.previews.unedited(uri);
    const { production } = pending.place.request.deploy;
    await confirmDeploy({ ...pending, flow: pending.place.target.flow, production });
    await this.create(pending, null);
  }

  private previewOnly(place: DeployPlace, sentence: string): Problem {
    const file = place.opened.document.uri;
    const again = (): Promise<void> => this.preview(place.target);
    const remedies = [chooseContext(this.services.clusters, file, again)];
    return new Problem(`This is a preview only. ${sentence}`, remedies);
  }

  /** A flow whose name is too long for Argo Workflows gets another one first. */
  private async named(place: DeployPlace): Promise<DeployPlace> {
    const { opened, inProject, request, target } = place;
    const { flow } = opened;
    const fits = Array.from(flow.name).length <= LONGEST_NAME;
    if (inProject || request.deploy.name !== null || fits) return place;
    const name = await askName(flow.name, null);
    if (name === undefined) throw new vscode.CancellationError();
    if (name === "") return place;
    const deploy = { ...request.deploy, name };
    await this.services.deployStorage.setOptions(target, deploy);
    return { ...place, request: { ...request, deploy } };
  }

  private async templateOf(
    place: DeployPlace,
    signal: AbortSignal,
    again: () => Promise<void>,
  ): Promise<Json> {
    const remedy = (next: NextStep): Remedy | null =>
      commonRemedy(next, place, this.services.clusters, again);
    const { stdout } = await withCommand(place, { kind: "preview" }, (command) =>
      runOrRefuse(command, signal, remedy),
    );
    const { templateInOutput } = await import("../../runtime/deploy/preview.js");
    const template = templateInOutput(stdout);
    if (template !== null) return template;
    throw new Problem("Metaflow printed no WorkflowTemplate: choose a newer Metaflow.");
  }

  private async offer(uri: vscode.Uri): Promise<void> {
    const { preview, context } = this.previews.of(uri);
    const sentence = `Deploy ${preview.name} to ${context} / ${preview.namespace} as shown?`;
    const buttons = ["Deploy…", "Options…"];
    const chosen = await vscode.window.showInformationMessage(sentence, ...buttons);
    if (chosen === "Deploy…") await this.deploy(uri);
    if (chosen === "Options…") await this.previews.changeOptions(uri);
  }

  private async create(pending: Pending, authorize: string | null): Promise<void> {
    const { place, preview, context } = pending;
    const remedy = (next: NextStep): Remedy | null => this.remedy(next, pending);
    const link = templateUrl(pending);
    const shownLink = link === null ? "" : ` · ${link}`;
    const title = `Deploying ${preview.name} to ${context} / ${preview.namespace}`;
    const output = await withCommand(place, { kind: "create", authorize }, (command) => {
      const shown = [command.python, ...shownArguments(command.args)];
      const terminal = DeployTerminal.show(`Deploy ${preview.name}`, shown, place.notices);
      return withCancel(title, (signal) => {
        const either = AbortSignal.any([signal, terminal.signal]);
        const done = `deployed to ${context} / ${preview.namespace}${shownLink}`;
        return terminal.follow(done, async (print) => {
          return (await runOrRefuse(command, either, remedy, print)).output;
        });
      });
    });
    await this.services.deployStorage.setDeployedTo(place.target, "argo");
    unattended("deployToArgo", this.tellSuccess(pending, output));
  }

  private remedy(next: NextStep, pending: Pending): Remedy | null {
    const { place } = pending;
    if (next.do === "authorize")
      return {
        title: "Enter Token…",
        run: async () => {
          const token = await askToken(pending.preview.name);
          await this.create(pending, token);
        },
      };
    if (next.do === "rename" && !place.inProject)
      return {
        title: "Choose Name…",
        run: async () => {
          const name = await askName(place.target.flow, place.request.deploy.name);
          if (name === undefined) return;
          const deploy = { ...place.request.deploy, name: name || null };
          await this.services.deployStorage.setOptions(place.target, deploy);
          await this.preview(place.target);
        },
      };
    // What another cluster has is another difference.
    const again = (): Promise<void> =>
      next.do === "choose-cluster" ? this.preview(place.target) : this.create(pending, null);
    return commonRemedy(next, place, this.services.clusters, again);
  }

  private async tellSuccess(pending: Pending, output: string): Promise<void> {
    const { place, preview, context } = pending;
    const { name, namespace } = preview;
    const link = templateUrl(pending);
    const token = tokenIn(output);
    const actions = new Map<string, () => unknown>([
      ["Trigger", () => vscode.commands.executeCommand("flowlens.triggerDeployed", place.target)],
      ["Status", () => vscode.commands.executeCommand("flowlens.deployedStatus", place.target)],
      ...(link === null ? [] : [["Open in Argo UI", () => openLink(link)] as const]),
      ...(token === null
        ? []
        : [["Copy Production Token", () => vscode.env.clipboard.writeText(token)] as const]),
    ]);
    const sentence = `${name} is deployed to Argo Workflows in ${context} / ${namespace}.`;
    const chosen = await vscode.window.showInformationMessage(sentence, ...actions.keys());
    if (chosen !== undefined) await actions.get(chosen)?.();
  }
}

/** A production token; it is neither kept nor logged. */
export async function askToken(name: string): Promise<string> {
  const token = await vscode.window.showInputBox({
    title: `Production token of ${name}`,
    prompt: "Ask the one who deployed it. Metaflow keeps it for the next time.",
    password: true,
    ignoreFocusOut: true,
  });
  if (token === undefined || token.trim() === "") throw new vscode.CancellationError();
  return token.trim();
}

function templateUrl({ place, preview: { name, namespace } }: Pending): string | null {
  return workflowsUrl(place, `workflow-templates/${namespace}/${name}`);
}

/** A page of Argo's own interface; null when its address is not configured. */
export function workflowsUrl({ configuration }: ClusterPlace, path: string): string | null {
  const root = configuration.get("METAFLOW_ARGO_WORKFLOWS_UI_URL") ?? "";
  return root === "" ? null : `${root.replace(/\/+$/, "")}/${path}`;
}

export async function openLink(link: string): Promise<void> {
  const uri = await vscode.env.asExternalUri(vscode.Uri.parse(link));
  await vscode.env.openExternal(uri);
}
