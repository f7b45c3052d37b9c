import * as vscode from "vscode";
import { ago } from "../../runtime/core/cluster/eventRows";
import { runDescription, runIcon } from "../../runtime/core/deploy/runRow";
import { scheduleText, type StartsNow } from "../../runtime/core/deploy/starts";
import type { DeployedFlow, DeployedRun } from "../../runtime/deploy/deployed";
import type { ClusterInUse } from "../cluster/clusterChoice";

/** A deployed flow's runs, newest first, and what else starts it. */
export interface Looked {
  readonly runs: readonly DeployedRun[];
  readonly schedule: StartsNow["schedule"];
}

/** Asks for one of the runs. */
export async function chooseRun(
  runs: readonly DeployedRun[],
  title: string,
  placeHolder: string,
): Promise<DeployedRun | undefined> {
  const now = Date.now();
  const items = runs.map((run) => ({ ...rowOf(run, now), run }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.run;
}

function rowOf(run: DeployedRun, now: number): vscode.QuickPickItem {
  const row = { label: `$(${runIcon(run)}) ${run.runId}`, description: runDescription(run, now) };
  return run.message === null ? row : { ...row, detail: run.message };
}

/** Whose runs they are, and what else starts the flow. */
export function titleOf(
  { name, owner, deployedAt }: DeployedFlow,
  schedule: Looked["schedule"],
  { context, namespace }: ClusterInUse,
): string {
  const by = owner === null ? "" : ` by ${owner}`;
  const deployed = `deployed ${ago(deployedAt, Date.now()).trim()}${by}`;
  return `${name} in ${context} / ${namespace} · ${deployed}${scheduled(schedule)}`;
}

function scheduled(schedule: Looked["schedule"]): string {
  if (schedule === null || "sentence" in schedule || schedule.crons.length === 0) return "";
  const state = schedule.suspended ? "suspended schedule" : "schedule";
  return ` · ${state} ${scheduleText(schedule)}`;
}
