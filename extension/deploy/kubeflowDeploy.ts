import { homedir } from "node:os";
import * as vscode from "vscode";
import { pipelineChangesSentence } from "../../runtime/core/deploy/pipelineChanges";
import { parameterPrompts } from "../../runtime/core/parameters";
import { clockOf, recurringLine } from "../../runtime/core/deploy/recurringRun";
import { tokenIn } from "../../runtime/core/deploy/tokens";
import { kubeflowArguments, shownArguments } from "../../runtime/deploy/deployment";
import { readPipeline } from "../../runtime/deploy/kubeflowServer";
import type { MetaflowCommand } from "../../runtime/deploy/metaflowProcess";
import type { CompiledPipeline, PipelinePreview } from "../../runtime/deploy/pipeline";
import type { Deployed } from "../../runtime/deploy/preview";
import { scratchMetaflowHome } from "../../runtime/deploy/scratchHome";
import type { ParameterValue } from "../../runtime/runners/runner";
import type { FlowTarget } from "../flows/target";
import { log } from "../log";
import { Problem, unattended } from "../problem";
import { askParameters } from "../runs/parameterInput";
import { askToken, openLink } from "./argoDeploy";
import { typedName } from "./confirmDeploy";
import { deployPlace, type DeployPlace, type DeployServices } from "./deployPlace";
import { DeployTerminal } from "./deployTerminal";
import type { DeployGate } from "./gate";
import { kubeflowAddress, kubeflowRemedy, kubeflowServer } from "./kubeflowAddress";
import { requireKubeflow } from "./kubeflowProblem";
import { runOrRefuse, withCancel } from "./metaflowRun";
import { PendingPreviews } from "./pendingPreviews";
import type { PreviewDocuments } from "./previewDocuments";

/** What the server tells of the deployed pipeline; if nothing, why, in a sentence. */
type Asked = Deployed & {
  /** Of the recurring runs that are there; null: not known. */
  readonly crons: readonly string[] | null;
  readonly unknown: string | null;
  /** The server would not take a deployment either; null: it may. */
  readonly blocked: Problem | null;
};

/** A pipeline that is shown and may be deployed. */
interface Pending {
  readonly place: DeployPlace;
  readonly preview: PipelinePreview;
  readonly parameters: readonly ParameterValue[];
  /** Of the server; null: the user did not give it. */
  readonly url: string | null;
  /** The recurring run that there will be, beside the one that is there. */
  readonly recurring: string | null;
  readonly warnings: readonly string[];
  readonly asked: Asked;
}

/** Milliseconds for a command that uploads the code package. */
const LIMIT = 15 * 60_000;

/** The comment above both sides; a recurring run is no part of the text below. */
function headingOf(recurring: string | null): string {
  const lines = [
    "What Metaflow makes of the flow for Kubeflow Pipelines, made to be read: commands are broken after",
    "&&, and the production token and the code package's hash are left out.",
    ...(recurring === null ? [] : ["", recurring]),
  ];
  return `${lines.map((line) => `# ${line}`.trimEnd()).join("\n")}\n\n`;
}

/** From a click to a version of a pipeline: the gate, the preview, the yes, Metaflow. */
export class KubeflowDeployer {
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
    const place = await deployPlace(target, this.services, again);
    const { opened, settings: configuration } = place;
    const question = { target: "kubeflow", configuration, waived: [] } as const;
    const warnings = this.gate.pass(opened, question);
    await requireKubeflow(place, again);
    const parameters = await this.parameters(place);
    const url = await kubeflowAddress(place, this.services);
    const title = `Preparing to deploy ${opened.flow.name}`;
    const { compiled, asked } = await withCancel(title, async (signal, report) => {
      report(`its code package goes to ${place.datastore.root}`);
      const compiled = await this.compiled(place, parameters, signal, again);
      report("asking Kubeflow Pipelines what is deployed");
      return { compiled, asked: await this.ask(place, url, compiled.name, signal) };
    });
    const { pipelinePreview } = await import("../../runtime/deploy/preview.js");
    const preview = pipelinePreview(compiled, asked);
    const recurring = recurringLine(clockOf(opened.flow), asked.crons);
    const heading = headingOf(recurring);
    const uri = await this.documents.show({ ...preview, heading }, "Kubeflow Pipelines");
    this.previews.add(uri, { place, preview, parameters, url, recurring, warnings, asked });
    if (asked.blocked !== null) throw asked.blocked;
    unattended("deployToKubeflow", this.offer(uri));
  }

  /** Deploys what a preview shows, once the user has agreed. */
  async deploy(uri: vscode.Uri | undefined): Promise<void> {
    const { blocked } = this.previews.of(uri).asked;
    if (blocked !== null) throw blocked;
    const pending = this.previews.unedited(uri);
    const { place, preview, url } = pending;
    // With the address there may be something to compare it with.
    if (url === null) return this.preview(place.target);
    const { production } = place.request.deploy;
    const message = `Deploy ${place.target.flow} to Kubeflow Pipelines${production ? ", for production" : ""}?`;
    const options = { modal: true, detail: questionDetail(pending, url) };
    const answer = await vscode.window.showInformationMessage(message, options, "Deploy");
    if (answer !== "Deploy") throw new vscode.CancellationError();
    if (production) await typedName(preview.name);
    await this.create(pending, url, null);
  }

  /** Metaflow asks for what has no default already when it deploys, but for nothing else. */
  private async parameters({ opened, target }: DeployPlace): Promise<readonly ParameterValue[]> {
    const { flow } = opened;
    const some = parameterPrompts(flow).some(({ required, optional }) => required && !optional);
    return some ? askParameters(flow, target, this.services.storage) : [];
  }

  private async compiled(
    place: DeployPlace,
    parameters: readonly ParameterValue[],
    signal: AbortSignal,
    again: () => Promise<void>,
  ): Promise<CompiledPipeline> {
    const home = await scratchMetaflowHome(place.env, place.env["HOME"] ?? homedir(), {
      tokens: false,
    });
    try {
      const preview = { kind: "preview" } as const;
      const args = kubeflowArguments(place.request, preview, "", parameters);
      const command = commandOf(place, args);
      const env = { ...command.env, ...home.variables };
      const { stdout } = await runOrRefuse({ ...command, env }, signal, (next) =>
        kubeflowRemedy(next, place, this.services, again),
      );
      const { compiledPipeline } = await import("../../runtime/deploy/preview.js");
      const compiled = compiledPipeline(stdout);
      if (compiled !== null) return compiled;
    } finally {
      home.dispose();
    }
    throw new Problem("Metaflow printed no pipeline: choose another version of metaflow-kubeflow.");
  }

  private async ask(
    place: DeployPlace,
    url: string | null,
    name: string,
    signal: AbortSignal,
  ): Promise<Asked> {
    const nothing = { known: false, crons: null, blocked: null } as const;
    if (url === null) return { ...nothing, unknown: "The server's address is not known." };
    const server = kubeflowServer(place, this.services, url);
    const answer = await readPipeline(server, name, signal).catch((error: unknown) => {
      throw signal.aborted ? new vscode.CancellationError() : error;
    });
    if (answer.known) return { ...answer, unknown: null, blocked: null };
    log().info(`What ${url} said when it was asked for ${name}:\n${answer.output.trimEnd()}`);
    const { sentence, next } = answer.refusal;
    if (next === null) return { ...nothing, unknown: sentence };
    const again = (): Promise<void> => this.preview(place.target);
    const remedy = kubeflowRemedy(next, place, this.services, again);
    const remedies = [...(remedy === null ? [] : [remedy]), { title: "Try Again", run: again }];
    const blocked = new Problem(`This is a preview only. ${sentence}`, remedies);
    return { ...nothing, unknown: sentence, blocked };
  }

  private async offer(uri: vscode.Uri): Promise<void> {
    const { preview, asked } = this.previews.of(uri);
    const unknown =
      asked.unknown === null ? "" : ` There is nothing to compare with: ${asked.unknown}`;
    const sentence = `Deploy ${preview.name} to Kubeflow Pipelines as shown?${unknown}`;
    const buttons = ["Deploy…", "Options…"];
    const chosen = await vscode.window.showInformationMessage(sentence, ...buttons);
    if (chosen === "Deploy…") await this.deploy(uri);
    if (chosen === "Options…") await this.previews.changeOptions(uri);
  }

  private async create(pending: Pending, url: string, authorize: string | null): Promise<void> {
    const { place, preview, parameters } = pending;
    const command = { kind: "create", authorize } as const;
    const args = kubeflowArguments(place.request, command, url, parameters);
    const shown = [place.python, ...shownArguments(args)];
    const terminal = DeployTerminal.show(`Deploy ${preview.name}`, shown, place.notices);
    const title = `Deploying ${preview.name} to ${url}`;
    const output = await withCancel(title, (signal) => {
      const either = AbortSignal.any([signal, terminal.signal]);
      return terminal.follow(`deployed to ${url}`, async (print) => {
        const remedy = this.remedies(pending, url);
        return (await runOrRefuse(commandOf(place, args), either, remedy, print)).output;
      });
    });
    await this.services.deployStorage.setDeployedTo(place.target, "kubeflow");
    unattended("deployToKubeflow", this.tellSuccess(pending, output));
  }

  private remedies(pending: Pending, url: string): Parameters<typeof runOrRefuse>[2] {
    const { place, preview } = pending;
    return (next) => {
      if (next.do === "authorize")
        return {
          title: "Enter Token…",
          run: async () => this.create(pending, url, await askToken(preview.name)),
        };
      if (next.do === "correct-address")
        return kubeflowRemedy(next, place, this.services, () => this.preview(place.target));
      return kubeflowRemedy(next, place, this.services, () => this.create(pending, url, null));
    };
  }

  private async tellSuccess({ place, preview }: Pending, output: string): Promise<void> {
    const link = /^View at \*?(https?:\/\/[^\s*]+)/m.exec(output)?.[1];
    const token = tokenIn(output);
    const actions = new Map<string, () => unknown>([
      ["Trigger", () => vscode.commands.executeCommand("flowlens.triggerDeployed", place.target)],
      ["Status", () => vscode.commands.executeCommand("flowlens.deployedStatus", place.target)],
      ...(link === undefined ? [] : [["Open in Kubeflow", () => openLink(link)] as const]),
      ...(token === null
        ? []
        : [["Copy Production Token", () => vscode.env.clipboard.writeText(token)] as const]),
    ]);
    const sentence = `${preview.name} is deployed to Kubeflow Pipelines.`;
    const chosen = await vscode.window.showInformationMessage(sentence, ...actions.keys());
    if (chosen !== undefined) await actions.get(chosen)?.();
  }
}

/** Where to, under which name, and what changes: a line each. */
function questionDetail(
  { preview: { name, changes }, recurring, asked, warnings }: Pending,
  url: string,
): string {
  return [
    `Server: ${url}`,
    `Pipeline: ${name}`,
    ...(recurring === null ? [] : [recurring]),
    "",
    changes === null
      ? `What is deployed there is not known. ${asked.unknown ?? ""}`
      : pipelineChangesSentence(changes),
    ...(warnings.length === 0 ? [] : ["", ...warnings]),
  ].join("\n");
}

function commandOf({ python, cwd, env }: DeployPlace, args: readonly string[]): MetaflowCommand {
  return { python, args, cwd, env, limit: LIMIT };
}
