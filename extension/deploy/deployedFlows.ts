import * as vscode from "vscode";
import { branchUser, deployedName } from "../../runtime/core/deploy/names";
import type { NextStep } from "../../runtime/core/deploy/refusal";
import { flowShape } from "../../runtime/core/flowShape";
import {
  deployedFlows,
  deployedRuns,
  type DeployedFlow,
  type DeployedRun,
} from "../../runtime/deploy/deployed";
import { readSchedule } from "../../runtime/deploy/starts";
import type { DeployCommand } from "../../runtime/deploy/deployment";
import { isClusterError, type Connection } from "../../runtime/cluster/connection";
import { userName } from "../../runtime/metaflow/workingFolder";
import type { ClusterInUse } from "../cluster/clusterChoice";
import type { FlowTarget } from "../flows/target";
import { Problem, unattended, type Remedy } from "../problem";
import { connectTo } from "./argoCluster";
import { askToken, openLink, workflowsUrl } from "./argoDeploy";
import {
  clusterPlace,
  commandPlace,
  deployPlace,
  type ClusterPlace,
  type CommandPlace,
  type DeployServices,
} from "./deployPlace";
import { commonRemedy, runOrRefuse, withCancel, withCommand } from "./metaflowRun";
import { askTriggerParameters } from "./triggerParameters";
import { chooseRun, confirmTermination, startedRun, titleOf, type Looked } from "./deployedRuns";
import type { WatchedFacts } from "./watchedRun";

/** What is done with flows that are deployed to Argo Workflows already. */
export class DeployedFlows {
  constructor(
    private readonly services: DeployServices,
    /** Shows the flow's DAG with the states of one of its runs. */
    private readonly draw: (facts: WatchedFacts) => Promise<void>,
  ) {}

  /** Starts a run of the deployed flow, with the parameters the user wants. */
  async trigger(target: FlowTarget): Promise<void> {
    const again = (): Promise<void> => this.trigger(target);
    const place = await deployPlace(target, this.services, again);
    const found = await this.find(place);
    requireOwnBranch(found, place);
    const { flow } = place.opened;
    const parameters = await askTriggerParameters(flow, target, this.services.storage);
    const title = `Triggering ${found.name} on Argo Workflows`;
    const runId = await startedRun((runIdFile) =>
      this.run(named(place, found), { kind: "trigger", parameters, runIdFile }, title, again),
    );
    unattended("triggerDeployed", this.tellTriggered(place, runId));
  }

  /** Lists the deployed flow's runs, and what can be done with one. */
  async status(target: FlowTarget): Promise<void> {
    const place = await clusterPlace(target, this.services);
    const { context, namespace } = usable(place);
    const found = await this.find(place);
    const { runs, schedule } = await this.look(place, found);
    if (runs.length === 0) {
      const trigger = { title: "Trigger", run: () => this.trigger(target) };
      throw new Problem(`${found.name} has no runs in ${context} / ${namespace} yet.`, [trigger]);
    }
    const title = titleOf(found, schedule, usable(place));
    const run = await chooseRun(runs, title, "What about one of its runs?");
    if (run !== undefined) await this.act(place, found, run);
  }

  /** Ends a run that is going on. */
  async terminate(target: FlowTarget): Promise<void> {
    const place = await clusterPlace(target, this.services);
    const found = await this.find(place);
    const { runs, schedule } = await this.look(place, found);
    const going = runs.filter(({ finished }) => !finished);
    if (going.length === 0) throw new Problem(`No run of ${found.name} is going on.`);
    const title = titleOf(found, schedule, usable(place));
    const run = await chooseRun(going, title, "Which run is to be terminated?");
    if (run !== undefined) await this.end(place, found, run.runId);
  }

  /** What the flow is deployed as; asks when there are several. */
  private async find(place: ClusterPlace): Promise<DeployedFlow> {
    const { flow } = place.target;
    const all = await this.ask(place, flow, (connection, namespace, signal) =>
      deployedFlows(connection, namespace, flow, signal),
    );
    return chooseDeployed(all, place);
  }

  private look(place: ClusterPlace, { name }: DeployedFlow): Promise<Looked> {
    return this.ask(place, `runs of ${name}`, async (connection, namespace, signal) => {
      const [runs, schedule] = await Promise.all([
        deployedRuns(connection, namespace, name, signal),
        readSchedule(connection, { namespace, name }, signal),
      ]);
      return { runs, schedule };
    });
  }

  private async ask<T>(
    place: ClusterPlace,
    what: string,
    question: (connection: Connection, namespace: string, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const cluster = usable(place);
    const { context, namespace } = cluster;
    return withCancel(`Looking for ${what} in ${context} / ${namespace}`, async (signal) => {
      try {
        return await question(await connectTo(cluster), namespace, signal);
      } catch (error) {
        if (signal.aborted) throw new vscode.CancellationError();
        throw isClusterError(error) ? new Problem(error.message, [], { cause: error }) : error;
      }
    });
  }

  private async act(place: ClusterPlace, found: DeployedFlow, run: DeployedRun): Promise<void> {
    const { runId, workflow, finished } = run;
    const link = workflowsUrl(place, `workflows/${namespaceOf(place)}/${workflow}`);
    const actions = [
      ...(finished
        ? []
        : [{ label: "$(debug-stop) Terminate", run: () => this.end(place, found, runId) }]),
      ...(link === null
        ? []
        : [{ label: "$(link-external) Open in Argo UI", run: () => openLink(link) }]),
      {
        label: "$(type-hierarchy) Show in DAG",
        run: () => this.show(place, runId, Date.parse(run.createdAt ?? "")),
      },
      { label: "$(list-tree) Show Pods", run: showPods },
      { label: "$(copy) Copy Run ID", run: () => vscode.env.clipboard.writeText(runId) },
    ];
    const chosen = await vscode.window.showQuickPick(actions, { title: runId });
    await chosen?.run();
  }

  private async show(place: ClusterPlace, runId: string, startedAt: number): Promise<void> {
    const { target } = place;
    const { flow } = await this.services.pick.open(target);
    const about = { key: runId, runId, flow: target.flow, shape: flowShape(flow) };
    await this.draw({ ...about, target, cluster: usable(place), startedAt });
  }

  private async end(place: ClusterPlace, found: DeployedFlow, runId: string): Promise<void> {
    await confirmTermination(runId);
    const again = (): Promise<void> => this.terminate(place.target);
    const whole = named(await commandPlace(place, this.services, again), found);
    await this.stop(whole, { kind: "terminate", runId, authorize: null });
  }

  private async stop(place: CommandPlace, command: Terminate): Promise<void> {
    const { runId } = command;
    const authorized = async (): Promise<void> =>
      this.stop(place, { ...command, authorize: await askToken(runId) });
    const again = (): Promise<void> => this.terminate(place.target);
    await this.run(place, command, `Terminating ${runId}`, again, authorized);
    void vscode.window.showInformationMessage(`${runId} was terminated.`);
  }

  /** `again` begins from the start; `authorized` goes on with a production token. */
  private async run(
    place: CommandPlace,
    command: DeployCommand,
    title: string,
    again: () => unknown,
    authorized?: () => unknown,
  ): Promise<void> {
    const remedy = (next: NextStep): Remedy | null =>
      next.do === "authorize" && authorized !== undefined
        ? { title: "Enter Token…", run: authorized }
        : commonRemedy(next, place, this.services.clusters, again);
    await withCommand(place, command, (whole) =>
      withCancel(title, (signal) => runOrRefuse(whole, signal, remedy)),
    );
  }

  private async tellTriggered(place: ClusterPlace, runId: string): Promise<void> {
    const path = `workflows/${namespaceOf(place)}/${runId.replace(/^argo-/, "")}`;
    const link = workflowsUrl(place, path);
    const actions = new Map<string, () => unknown>([
      ["Show in DAG", () => this.show(place, runId, Date.now())],
      ["Show Pods", showPods],
      ["Status", () => this.status(place.target)],
      ...(link === null ? [] : [["Open in Argo UI", () => openLink(link)] as const]),
    ]);
    const sentence = `${place.target.flow} was triggered: ${runId}.`;
    const chosen = await vscode.window.showInformationMessage(sentence, ...actions.keys());
    if (chosen !== undefined) await actions.get(chosen)?.();
  }
}

type Terminate = Extract<DeployCommand, { kind: "terminate" }>;

function usable({ cluster }: ClusterPlace): ClusterInUse {
  if ("sentence" in cluster) throw new Problem(cluster.sentence);
  return cluster;
}

function namespaceOf({ cluster }: ClusterPlace): string {
  return "sentence" in cluster ? "default" : cluster.namespace;
}

/** The place with the options by which Metaflow finds what was chosen, whatever they were last. */
function named<P extends CommandPlace>(place: P, { name, branch }: DeployedFlow): P {
  const { request, target } = place;
  const deploy = { ...request.deploy, ...deployedName(target.flow, name, branch) };
  return { ...place, request: { ...request, deploy } };
}

/** Metaflow takes the user's own branch for anyone's: another template, or none. */
function requireOwnBranch({ name, branch }: DeployedFlow, place: ClusterPlace): void {
  const { env, configuration } = place;
  const configured = configuration.get("METAFLOW_USER");
  const user = userName(configured === null ? env : { ...env, METAFLOW_USER: configured });
  const owner = branchUser(branch);
  if (owner === null || owner === user) return;
  const you = user ?? "someone else";
  throw new Problem(
    `${name} is on the branch of ${owner}, and you are ${you}: deploy it on your own branch, or set METAFLOW_USER.`,
  );
}

async function chooseDeployed(
  all: readonly DeployedFlow[],
  { target, cluster }: ClusterPlace,
): Promise<DeployedFlow> {
  const [first] = all;
  if (first === undefined) {
    const where = "sentence" in cluster ? "" : ` in ${cluster.context} / ${cluster.namespace}`;
    throw new Problem(`${target.flow} is not deployed${where}: deploy it first.`, [
      {
        title: "Deploy…",
        run: () => vscode.commands.executeCommand("flowlens.deployToArgo", target),
      },
    ]);
  }
  if (all.length === 1) return first;
  const items = all.map((found) => ({ label: found.name, description: found.owner ?? "", found }));
  const title = `${target.flow} is deployed several times`;
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: "Which one?" });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.found;
}

/** The pods of a deployed flow's runs are in the Cluster view, like all of Metaflow's. */
function showPods(): Thenable<unknown> {
  return vscode.commands.executeCommand("flowlens.cluster.focus");
}
