import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { ago } from "../../runtime/core/cluster/eventRows";
import { runDescription, runIcon } from "../../runtime/core/deploy/runRow";
import { scheduleText, type StartsNow } from "../../runtime/core/deploy/starts";
import type { DeployedFlow, DeployedRun } from "../../runtime/deploy/deployed";
import { makeOwnFolder } from "../../runtime/process/ownFolder";
import type { ClusterInUse } from "../cluster/clusterChoice";

/** A deployed flow's runs, newest first, and what else starts it. */
export interface Looked {
  readonly runs: readonly DeployedRun[];
  readonly schedule: StartsNow["schedule"];
}

/** A run on any deployer's server, as a row shows it. */
type ListedRun = Pick<DeployedRun, "runId" | "phase" | "message" | "createdAt"> &
  Partial<Pick<DeployedRun, "progress">>;

/** Asks for one of the runs. */
export async function chooseRun<R extends ListedRun>(
  runs: readonly R[],
  title: string,
  placeHolder: string,
): Promise<R | undefined> {
  const now = Date.now();
  const items = runs.map((run) => ({ ...rowOf(run, now), run }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.run;
}

function rowOf({ progress = null, ...run }: ListedRun, now: number): vscode.QuickPickItem {
  const description = runDescription({ ...run, progress }, now);
  const row = { label: `$(${runIcon(run)}) ${run.runId}`, description };
  return run.message === null ? row : { ...row, detail: run.message };
}

/** The id of the run that a command starts: Metaflow writes it into the file that it is given. */
export async function startedRun(start: (runIdFile: string) => Promise<void>): Promise<string> {
  const folder = await makeOwnFolder("trigger");
  try {
    const runIdFile = join(folder.path, "run-id");
    await start(runIdFile);
    return (await readFile(runIdFile, "utf8")).trim();
  } finally {
    folder.remove();
  }
}

/** Asks before a run is ended; throws a CancellationError when it is to go on. */
export async function confirmTermination(runId: string): Promise<void> {
  const options = { modal: true, detail: "Its tasks are stopped; it can't be resumed." };
  const question = `Terminate ${runId}?`;
  const answer = await vscode.window.showWarningMessage(question, options, "Terminate");
  if (answer !== "Terminate") throw new vscode.CancellationError();
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
