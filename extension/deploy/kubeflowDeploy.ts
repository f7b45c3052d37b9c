import { homedir } from "node:os";
import * as vscode from "vscode";
import type { NextStep } from "../../runtime/core/deploy/refusal";
import { kubeflowArguments, shownArguments } from "../../runtime/deploy/deployment";
import { kubeflowTrouble } from "../../runtime/deploy/kubeflowPackage";
import type { MetaflowCommand } from "../../runtime/deploy/metaflowProcess";
import type { Pipeline } from "../../runtime/deploy/pipeline";
import { scratchMetaflowHome } from "../../runtime/deploy/scratchHome";
import type { FlowTarget } from "../flows/target";
import { Problem, unattended, type Remedy } from "../problem";
import { installPackages } from "../runs/installMetaflow";
import { askToken, openLink } from "./argoDeploy";
import { typedName } from "./confirmDeploy";
import { editDeployOptions } from "./deployOptions";
import { deployPlace, type DeployPlace, type DeployServices } from "./deployPlace";
import { DeployTerminal } from "./deployTerminal";
import type { DeployGate } from "./gate";
import { kubeflowProblem } from "./kubeflowProblem";
import { commonRemedy, runOrRefuse, withCancel } from "./metaflowRun";
import type { PreviewDocuments } from "./previewDocuments";

/** A pipeline that is shown and may be deployed. */
interface Pending {
  readonly place: DeployPlace;
  readonly pipeline: Pipeline;
  readonly warnings: readonly string[];
}

/** Milliseconds for a command that uploads the code package. */
const LIMIT = 15 * 60_000;

const heading = `# What Metaflow makes of the flow for Kubeflow Pipelines, made to be read: commands are broken after
# &&, and the code package's hash is left out.

`;

/** From a click to a version of a pipeline: the gate, the preview, the yes, Metaflow. */
export class KubeflowDeployer {
  /** By the URI of the document that shows them. */
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly services: DeployServices,
    private readonly gate: DeployGate,
    private readonly documents: PreviewDocuments,
  ) {}

  /** Whether a preview of this deployer is shown there. */
  has(uri: vscode.Uri | undefined): boolean {
    return uri !== undefined && this.pending.has(uri.toString());
  }

  /** Shows the compiled pipeline, and offers to deploy it. */
  async preview(target: FlowTarget): Promise<void> {
    const again = (): Promise<void> => this.preview(target);
    const place = await deployPlace(target, this.services, again);
    const { opened, settings: configuration } = place;
    const question = { target: "kubeflow", configuration, waived: [] } as const;
    const warnings = this.gate.pass(opened, question);
    await requireExtension(place, again);
    const title = `Preparing to deploy ${opened.flow.name}`;
    const printed = await withCancel(title, (signal, report) => {
      report(`its code package goes to ${place.datastore.root}`);
      return this.compiled(place, signal, again);
    });
    const { pipelineInOutput, readablePipeline } = await import("../../runtime/deploy/preview.js");
    const pipeline = readablePipeline(pipelineInOutput(printed) ?? "");
    if (pipeline === null)
      throw new Problem(
        "Metaflow printed no pipeline: choose another version of metaflow-kubeflow.",
      );
    const { name, text } = pipeline;
    const shown = { name, before: null, after: text, heading };
    const uri = await this.documents.show(shown, "Kubeflow Pipelines");
    this.pending.set(uri.toString(), { place, pipeline, warnings });
    unattended("deployToKubeflow", this.offer(uri));
  }

  /** Deploys what a preview shows, once the user has agreed. */
  async deploy(uri: vscode.Uri | undefined): Promise<void> {
    const pending = this.pendingOf(uri);
    const { place, pipeline, warnings } = pending;
    const { document, flow } = place.opened;
    if (document.isDirty || document.version !== place.version)
      throw new Problem(`${flow.name} was edited after this preview was made.`, [
        { title: "Preview Again", run: () => this.preview(place.target) },
      ]);
    const url = await this.address(place);
    const { production } = place.request.deploy;
    const message = `Deploy ${flow.name} to Kubeflow Pipelines${production ? ", for production" : ""}?`;
    const about = [`Server: ${url}`, `Pipeline: ${pipeline.name}`];
    const detail = [...about, ...(warnings.length === 0 ? [] : ["", ...warnings])].join("\n");
    const options = { modal: true, detail };
    const answer = await vscode.window.showInformationMessage(message, options, "Deploy");
    if (answer !== "Deploy") throw new vscode.CancellationError();
    if (production) await typedName(pipeline.name);
    await this.create(pending, url, null);
  }

  /** Lets the user change how a flow is deployed, then shows the pipeline again. */
  async changeOptions(uri: vscode.Uri | undefined): Promise<void> {
    const { place } = this.pendingOf(uri);
    const { target, inProject, request } = place;
    const changed = await editDeployOptions(request.deploy, { flow: target.flow, inProject });
    if (changed === undefined) return;
    await this.services.deployStorage.setOptions(target, changed);
    await this.preview(target);
  }

  private pendingOf(uri: vscode.Uri | undefined): Pending {
    const pending = uri === undefined ? undefined : this.pending.get(uri.toString());
    if (pending !== undefined) return pending;
    throw new Problem("This preview is of an earlier deployment: deploy the flow again.");
  }

  private async compiled(
    place: DeployPlace,
    signal: AbortSignal,
    again: () => Promise<void>,
  ): Promise<string> {
    const remedy = (next: NextStep): Remedy | null =>
      commonRemedy(next, place, this.services.clusters, again);
    const home = await scratchMetaflowHome(place.env, place.env["HOME"] ?? homedir(), {
      tokens: false,
    });
    try {
      const args = kubeflowArguments(place.request, { kind: "preview" }, "");
      const command = commandOf(place, args);
      const env = { ...command.env, ...home.variables };
      return (await runOrRefuse({ ...command, env }, signal, remedy)).stdout;
    } finally {
      home.dispose();
    }
  }

  private async offer(uri: vscode.Uri): Promise<void> {
    const { pipeline } = this.pendingOf(uri);
    const sentence = `Deploy ${pipeline.name} to Kubeflow Pipelines as shown?`;
    const buttons = ["Deploy…", "Options…"];
    const chosen = await vscode.window.showInformationMessage(sentence, ...buttons);
    if (chosen === "Deploy…") await this.deploy(uri);
    if (chosen === "Options…") await this.changeOptions(uri);
  }

  /** The configured address of the server, else what the user types; that is kept for the workspace. */
  private async address({ configuration }: DeployPlace): Promise<string> {
    const configured = configuration.get("METAFLOW_KUBEFLOW_PIPELINES_URL") ?? "";
    if (configured !== "") return configured;
    const typed = await vscode.window.showInputBox({
      title: "Address of Kubeflow Pipelines",
      prompt: "METAFLOW_KUBEFLOW_PIPELINES_URL is not set: where is its API?",
      placeHolder: "http://localhost:8080",
      value: this.services.deployStorage.kubeflowUrl,
      ignoreFocusOut: true,
      validateInput: (text) =>
        /^https?:\/\/[^\s/]+\S*$/.test(text.trim()) ? null : "It begins with http:// or https://.",
    });
    if (typed === undefined) throw new vscode.CancellationError();
    await this.services.deployStorage.setKubeflowUrl(typed.trim());
    return typed.trim();
  }

  private async create(pending: Pending, url: string, authorize: string | null): Promise<void> {
    const { place, pipeline } = pending;
    const args = kubeflowArguments(place.request, { kind: "create", authorize }, url);
    const remedy = (next: NextStep): Remedy | null => this.remedy(next, pending, url);
    const shown = [place.python, ...shownArguments(args)];
    const terminal = DeployTerminal.show(`Deploy ${pipeline.name}`, shown, place.notices);
    const title = `Deploying ${pipeline.name} to ${url}`;
    const output = await withCancel(title, (signal) => {
      const either = AbortSignal.any([signal, terminal.signal]);
      return terminal.follow(`deployed to ${url}`, async (print) => {
        return (await runOrRefuse(commandOf(place, args), either, remedy, print)).output;
      });
    });
    unattended("deployToKubeflow", this.tellSuccess(pipeline.name, output));
  }

  private remedy(next: NextStep, pending: Pending, url: string): Remedy | null {
    const again = (): Promise<void> => this.create(pending, url, null);
    if (next.do !== "authorize")
      return commonRemedy(next, pending.place, this.services.clusters, again);
    return {
      title: "Enter Token…",
      run: async () => {
        await this.create(pending, url, await askToken(pending.pipeline.name));
      },
    };
  }

  private async tellSuccess(name: string, output: string): Promise<void> {
    const link = /^View at \*?(https?:\/\/[^\s*]+)/m.exec(output)?.[1];
    const sentence = `${name} is deployed to Kubeflow Pipelines.`;
    const buttons = link === undefined ? [] : ["Open in Kubeflow"];
    const chosen = await vscode.window.showInformationMessage(sentence, ...buttons);
    if (chosen !== undefined && link !== undefined) await openLink(link);
  }
}

function commandOf({ python, cwd, env }: DeployPlace, args: readonly string[]): MetaflowCommand {
  return { python, args, cwd, env, limit: LIMIT };
}

/** The deployer is a package of its own, which not every Metaflow works with. */
async function requireExtension(place: DeployPlace, again: () => Promise<void>): Promise<void> {
  const { python, env, metaflowVersion } = place;
  const trouble = await kubeflowTrouble(python, env, metaflowVersion);
  const install = async (): Promise<void> => {
    await installPackages(python, ["metaflow-kubeflow"]);
    await again();
  };
  if (trouble !== null) throw kubeflowProblem(trouble, metaflowVersion, install);
}
