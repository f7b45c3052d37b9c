import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { runDescription, runIcon } from "../../runtime/core/deploy/runRow";
import type { NextStep } from "../../runtime/core/deploy/refusal";
import { ago } from "../../runtime/core/cluster/eventRows";
import {
  deployedFlows,
  deployedRuns,
  type DeployedFlow,
  type DeployedRun,
} from "../../runtime/deploy/deployed";
import type { DeployCommand } from "../../runtime/deploy/deployment";
import { makeOwnFolder } from "../../runtime/process/ownFolder";
import { isClusterError } from "../../runtime/cluster/connection";
import type { ClusterInUse } from "../cluster/clusterChoice";
import type { FlowTarget } from "../flows/target";
import { Problem, unattended, type Remedy } from "../problem";
import { connectTo } from "./argoCluster";
import { askToken, openLink, workflowsUrl } from "./argoDeploy";
import { deployPlace, type DeployPlace, type DeployServices } from "./deployPlace";
import { commonRemedy, runOrRefuse, withCancel, withCommand } from "./metaflowRun";
import { askTriggerParameters } from "./triggerParameters";

/** What is done with flows that are deployed to Argo Workflows already. */
export class DeployedFlows {
  constructor(private readonly services: DeployServices) {}

  /** Starts a run of the deployed flow, with the parameters the user wants. */
  async trigger(target: FlowTarget): Promise<void> {
    const place = await deployPlace(target, this.services, () => this.trigger(target));
    const { flow } = place.opened;
    const parameters = await askTriggerParameters(flow, target, this.services.storage);
    const folder = await makeOwnFolder("trigger");
    try {
      const runIdFile = join(folder.path, "run-id");
      const title = `Triggering ${flow.name} on Argo Workflows`;
      await this.run(place, { kind: "trigger", parameters, runIdFile }, title);
      const runId = (await readFile(runIdFile, "utf8")).trim();
      unattended("triggerDeployed", this.tellTriggered(place, runId));
    } finally {
      folder.remove();
    }
  }

  /** Lists the deployed flow's runs, and what can be done with one. */
  async status(target: FlowTarget): Promise<void> {
    const place = await deployPlace(target, this.services, () => this.status(target));
    const cluster = usable(place);
    const { found, runs } = await this.look(place, cluster);
    const [first] = runs;
    if (first === undefined) {
      const sentence = `${found.name} has no runs in ${cluster.context} / ${cluster.namespace} yet.`;
      const trigger = { title: "Trigger", run: () => this.trigger(target) };
      throw new Problem(sentence, [trigger]);
    }
    const now = Date.now();
    const chosen = await vscode.window.showQuickPick(
      runs.map((run) => ({ ...rowOf(run, now), run })),
      { title: titleOf(found, cluster, now), placeHolder: "What about one of its runs?" },
    );
    if (chosen !== undefined) await this.act(place, chosen.run);
  }

  /** Ends a run that is going on. */
  async terminate(target: FlowTarget): Promise<void> {
    const place = await deployPlace(target, this.services, () => this.terminate(target));
    const cluster = usable(place);
    const { found, runs } = await this.look(place, cluster);
    const going = runs.filter(({ finished }) => !finished);
    if (going.length === 0) throw new Problem(`No run of ${found.name} is going on.`);
    const now = Date.now();
    const chosen = await vscode.window.showQuickPick(
      going.map((run) => ({ ...rowOf(run, now), run })),
      { title: titleOf(found, cluster, now), placeHolder: "Which run is to be terminated?" },
    );
    if (chosen !== undefined) await this.end(place, chosen.run.runId, null);
  }

  private async look(
    place: DeployPlace,
    cluster: ClusterInUse,
  ): Promise<{ readonly found: DeployedFlow; readonly runs: readonly DeployedRun[] }> {
    const { flow } = place.target;
    const { context, namespace } = cluster;
    return withCancel(`Looking for ${flow} in ${context} / ${namespace}`, async (signal) => {
      try {
        const connection = await connectTo(cluster);
        const all = await deployedFlows(connection, namespace, flow, signal);
        const found = await chooseDeployed(all, place);
        return { found, runs: await deployedRuns(connection, namespace, found.name, signal) };
      } catch (error) {
        if (signal.aborted) throw new vscode.CancellationError();
        throw isClusterError(error) ? new Problem(error.message, [], { cause: error }) : error;
      }
    });
  }

  private async act(place: DeployPlace, run: DeployedRun): Promise<void> {
    const { runId, workflow, finished } = run;
    const link = workflowsUrl(place, `workflows/${namespaceOf(place)}/${workflow}`);
    const actions = [
      ...(finished
        ? []
        : [{ label: "$(debug-stop) Terminate", run: () => this.end(place, runId, null) }]),
      ...(link === null
        ? []
        : [{ label: "$(link-external) Open in Argo UI", run: () => openLink(link) }]),
      { label: "$(list-tree) Show Pods", run: showPods },
      { label: "$(copy) Copy Run ID", run: () => vscode.env.clipboard.writeText(runId) },
    ];
    const chosen = await vscode.window.showQuickPick(actions, { title: runId });
    await chosen?.run();
  }

  private async end(place: DeployPlace, runId: string, authorize: string | null): Promise<void> {
    if (authorize === null) {
      const options = { modal: true, detail: "Its tasks are stopped; it can't be resumed." };
      const answer = await vscode.window.showWarningMessage(
        `Terminate ${runId}?`,
        options,
        "Terminate",
      );
      if (answer !== "Terminate") throw new vscode.CancellationError();
    }
    const command = { kind: "terminate", runId, authorize } as const;
    await this.run(place, command, `Terminating ${runId}`);
    void vscode.window.showInformationMessage(`${runId} was terminated.`);
  }

  private async run(place: DeployPlace, command: DeployCommand, title: string): Promise<void> {
    const remedy = (next: NextStep): Remedy | null => this.remedy(next, place, command);
    await withCommand(place, command, (whole) =>
      withCancel(title, (signal) => runOrRefuse(whole, signal, remedy)),
    );
  }

  private remedy(next: NextStep, place: DeployPlace, command: DeployCommand): Remedy | null {
    if (next.do !== "authorize" || command.kind !== "terminate")
      return commonRemedy(next, place, this.services.clusters, () => undefined);
    const { runId } = command;
    return {
      title: "Enter Token…",
      run: async () => this.end(place, runId, await askToken(runId)),
    };
  }

  private async tellTriggered(place: DeployPlace, runId: string): Promise<void> {
    const path = `workflows/${namespaceOf(place)}/${runId.replace(/^argo-/, "")}`;
    const link = workflowsUrl(place, path);
    const actions = new Map<string, () => unknown>([
      ["Show Pods", showPods],
      ["Status", () => this.status(place.target)],
      ...(link === null ? [] : [["Open in Argo UI", () => openLink(link)] as const]),
    ]);
    const sentence = `${place.target.flow} was triggered: ${runId}.`;
    const chosen = await vscode.window.showInformationMessage(sentence, ...actions.keys());
    if (chosen !== undefined) await actions.get(chosen)?.();
  }
}

function usable({ cluster }: DeployPlace): ClusterInUse {
  if ("sentence" in cluster) throw new Problem(cluster.sentence);
  return cluster;
}

function namespaceOf({ cluster }: DeployPlace): string {
  return "sentence" in cluster ? "default" : cluster.namespace;
}

async function chooseDeployed(
  all: readonly DeployedFlow[],
  { target, cluster }: DeployPlace,
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

function rowOf(run: DeployedRun, now: number): vscode.QuickPickItem {
  const row = { label: `$(${runIcon(run)}) ${run.runId}`, description: runDescription(run, now) };
  return run.message === null ? row : { ...row, detail: run.message };
}

function titleOf(
  { name, owner, deployedAt, cron }: DeployedFlow,
  { context, namespace }: ClusterInUse,
  now: number,
): string {
  const by = owner === null ? "" : ` by ${owner}`;
  const schedule = cron === null ? "" : ` · schedule ${cron}`;
  return `${name} in ${context} / ${namespace} · deployed ${ago(deployedAt, now).trim()}${by}${schedule}`;
}

/** The pods of a deployed flow's runs are in the Cluster view, like all of Metaflow's. */
function showPods(): Thenable<unknown> {
  return vscode.commands.executeCommand("flowlens.cluster.focus");
}
