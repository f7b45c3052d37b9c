import * as vscode from "vscode";
import type { RunState } from "../../runtime/core/run";
import { duration, stateWord } from "../../runtime/core/words";
import {
  runsWithStep,
  type RunWithStep,
  type TaskEntry,
} from "../../runtime/metaflow/localDatastore";
import type { StepTarget } from "../flows/target";
import { ownOrigins, withOwn } from "./ownOrigins";
import type { RunStorage } from "./runStorage";

interface OriginItem extends vscode.QuickPickItem {
  readonly pathspec: string;
}

/** How many foreach tasks of one run are offered one by one. */
const mostTasks = 50;

/** Where earlier runs are looked for. */
export interface Origins {
  /** The `.metaflow` folder with their metadata. */
  readonly root: string;
  /** Only runs whose data is in a datastore of that type; null: any. */
  readonly datastore: string | null;
  /** Runs of this workspace, whose metadata may be elsewhere. */
  readonly own: readonly RunState[];
}

/**
 * The task whose inputs feed a single step, as `RUN/STEP/TASK`: asks only when several could, the
 * latest run first. Null when no earlier run has the step.
 */
export async function chooseOrigin(
  target: StepTarget,
  { root, datastore, own }: Origins,
  storage: RunStorage,
): Promise<string | null> {
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Looking for runs with ${target.step}` },
    () => runsWithStep(root, target.flow, target.step, { mostTasks, datastore }),
  );
  const runs = withOwn(found, ownOrigins(own, target.step));
  const question = `${target.uri}#${target.flow}.${target.step}:origin`;
  const items = originItems(runs, storage.answer(question), Date.now());
  const [first] = items;
  if (first === undefined) return null;
  if (items.length === 1) return first.pathspec;
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Run ${target.step} of ${target.flow}`,
    placeHolder: "Which earlier run feeds it? Enter takes the latest",
    matchOnDescription: true,
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  await storage.setAnswer(question, chosen.pathspec);
  return chosen.pathspec;
}

function originItems(
  runs: readonly RunWithStep[],
  last: string | undefined,
  now: number,
): readonly OriginItem[] {
  return runs.flatMap((run) =>
    run.tasks.map((task) => originItem(run, task, task.pathspec === last, now)),
  );
}

function originItem(
  { run, tasks }: RunWithStep,
  task: TaskEntry,
  usedLast: boolean,
  now: number,
): OriginItem {
  const place = task.label ?? (task.index === null ? "" : `item ${task.index + 1}`);
  const age = task.finishedAt ?? run.createdAt;
  const parts = [
    tasks.length === 1 ? "" : place,
    task.succeeded === false ? stateWord("failed") : "",
    age === null ? "" : `${duration(now - age)} ago`,
    usedLast ? "used last" : "",
  ];
  return {
    label: `Run ${run.runId}`,
    description: parts.filter((part) => part !== "").join(" · "),
    pathspec: task.pathspec,
  };
}
