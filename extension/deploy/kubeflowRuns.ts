import * as vscode from "vscode";
import type { NextStep } from "../../runtime/core/deploy/refusal";
import { kubeflowArguments, type DeployCommand } from "../../runtime/deploy/deployment";
import {
  readRuns,
  type DeployedPipeline,
  type FlowRuns,
  type PipelineRun,
} from "../../runtime/deploy/kubeflowServer";
import type { FlowTarget } from "../flows/target";
import { log } from "../log";
import { Problem, unattended, type Remedy } from "../problem";
import { askToken, openLink } from "./argoDeploy";
import { chooseRun, confirmTermination, startedRun } from "./deployedRuns";
import { deployPlace, type DeployPlace, type DeployServices } from "./deployPlace";
import { kubeflowPage, kubeflowRemedy, kubeflowServer, neededAddress } from "./kubeflowAddress";
import { requireKubeflow } from "./kubeflowProblem";
import { runOrRefuse, withCancel } from "./metaflowRun";
import { askTriggerParameters } from "./triggerParameters";

/** A deployed flow's place, and the server that has it. */
interface Server {
  readonly place: DeployPlace;
  readonly url: string;
}

/** Milliseconds for a command that uploads nothing. */
const LIMIT = 3 * 60_000;

/** What is done with flows that are deployed to Kubeflow Pipelines already. */
export class KubeflowRuns {
  constructor(private readonly services: DeployServices) {}

  /** Starts a run of the deployed pipeline's newest version, with the parameters the user wants. */
  async trigger(target: FlowTarget): Promise<void> {
    const server = await this.server(target, () => this.trigger(target));
    const { flow } = server.place.opened;
    const parameters = await askTriggerParameters(flow, target, this.services.storage);
    const title = `Triggering ${flow.name} on Kubeflow Pipelines`;
    const runId = await startedRun((runIdFile) =>
      this.run(server, { kind: "trigger", parameters, runIdFile }, title, () =>
        this.trigger(target),
      ),
    );
    unattended("triggerDeployed", this.tellTriggered(server, runId));
  }

  /** Lists the deployed flow's runs, and what can be done with one. */
  async status(target: FlowTarget): Promise<void> {
    const again = (): Promise<void> => this.status(target);
    const server = await this.server(target, again);
    const { pipeline, runs } = await this.look(server, again);
    if (runs.length === 0) {
      const trigger = { title: "Trigger", run: () => this.trigger(target) };
      throw new Problem(`${pipeline.name} has no runs on Kubeflow Pipelines yet.`, [trigger]);
    }
    const chosen = await chooseRun(runs, titleOf(pipeline, server), "What about one of its runs?");
    if (chosen !== undefined) await this.act(server, chosen);
  }

  /** Ends a run that is going on. */
  async terminate(target: FlowTarget): Promise<void> {
    const again = (): Promise<void> => this.terminate(target);
    const server = await this.server(target, again);
    const { pipeline, runs } = await this.look(server, again);
    const going = runs.filter(({ finished }) => !finished);
    if (going.length === 0) throw new Problem(`No run of ${pipeline.name} is going on.`);
    const chosen = await chooseRun(
      going,
      titleOf(pipeline, server),
      "Which run is to be terminated?",
    );
    if (chosen !== undefined) await this.end(server, chosen.runId, null);
  }

  private async server(target: FlowTarget, again: () => Promise<void>): Promise<Server> {
    const place = await deployPlace(target, this.services, again);
    await requireKubeflow(place, again);
    return { place, url: await neededAddress(place, this.services) };
  }

  private async look(
    { place, url }: Server,
    again: () => Promise<void>,
  ): Promise<{ readonly pipeline: DeployedPipeline; readonly runs: readonly PipelineRun[] }> {
    const { flow } = place.target;
    const server = kubeflowServer(place, this.services, url);
    const { name } = place.request.deploy;
    const found = await withCancel(`Looking for ${flow} on ${url}`, (signal) =>
      readRuns(server, flow, name, signal).catch((error: unknown) => {
        throw signal.aborted ? new vscode.CancellationError() : error;
      }),
    );
    if (found.known) return chosenPipeline(found, place);
    log().info(`What ${url} said when it was asked for ${flow}:\n${found.output.trimEnd()}`);
    const { sentence, next } = found.refusal;
    const remedy = next === null ? null : kubeflowRemedy(next, place, this.services, again);
    throw new Problem(sentence, remedy === null ? [] : [remedy]);
  }

  private async act(server: Server, { id, runId, finished }: PipelineRun): Promise<void> {
    const end = { label: "$(debug-stop) Terminate", run: () => this.end(server, runId, null) };
    const link = kubeflowPage(server.url, `runs/details/${id}`);
    const actions = [
      ...(finished ? [] : [end]),
      { label: "$(link-external) Open in Kubeflow", run: () => openLink(link) },
      { label: "$(copy) Copy Run ID", run: () => vscode.env.clipboard.writeText(runId) },
    ];
    const chosen = await vscode.window.showQuickPick(actions, { title: runId });
    await chosen?.run();
  }

  private async end(server: Server, runId: string, authorize: string | null): Promise<void> {
    if (authorize === null) await confirmTermination(runId);
    const command = { kind: "terminate", runId, authorize } as const;
    const again = (): Promise<void> => this.end(server, runId, authorize);
    await this.run(server, command, `Terminating ${runId}`, again);
    void vscode.window.showInformationMessage(`${runId} was terminated.`);
  }

  private async run(
    { place, url }: Server,
    command: DeployCommand,
    title: string,
    again: () => Promise<void>,
  ): Promise<void> {
    const { python, cwd, env, request } = place;
    const whole = {
      python,
      cwd,
      env,
      limit: LIMIT,
      args: kubeflowArguments(request, command, url),
    };
    const remedy = (next: NextStep): Remedy | null => {
      if (next.do !== "authorize" || command.kind !== "terminate")
        return kubeflowRemedy(next, place, this.services, again);
      const { runId } = command;
      return {
        title: "Enter Token…",
        run: async () => this.end({ place, url }, runId, await askToken(runId)),
      };
    };
    await withCancel(title, (signal) => runOrRefuse(whole, signal, remedy));
  }

  private async tellTriggered({ place, url }: Server, runId: string): Promise<void> {
    const link = kubeflowPage(url, `runs/details/${runId.replace(/^kfp-/, "")}`);
    const actions = new Map<string, () => unknown>([
      ["Status", () => this.status(place.target)],
      ["Open in Kubeflow", () => openLink(link)],
    ]);
    const sentence = `${place.target.flow} was triggered: ${runId}.`;
    const chosen = await vscode.window.showInformationMessage(sentence, ...actions.keys());
    if (chosen !== undefined) await actions.get(chosen)?.();
  }
}

async function chosenPipeline(
  { pipelines, runs }: FlowRuns,
  { target }: DeployPlace,
): Promise<{ readonly pipeline: DeployedPipeline; readonly runs: readonly PipelineRun[] }> {
  const [first] = pipelines;
  if (first === undefined) {
    const sentence = `${target.flow} is not deployed to Kubeflow Pipelines: deploy it first.`;
    const run = (): unknown => vscode.commands.executeCommand("flowlens.deployToKubeflow", target);
    throw new Problem(sentence, [{ title: "Deploy…", run }]);
  }
  const title = `${target.flow} is deployed several times`;
  const items = pipelines.map((pipeline) => ({ label: pipeline.name, pipeline }));
  const chosen =
    items.length === 1
      ? items[0]
      : await vscode.window.showQuickPick(items, { title, placeHolder: "Which one?" });
  if (chosen === undefined) throw new vscode.CancellationError();
  const { pipeline } = chosen;
  return { pipeline, runs: runs.filter((run) => run.pipeline === pipeline.id) };
}

function titleOf({ name }: DeployedPipeline, { url }: Server): string {
  return `${name} on ${url}`;
}
