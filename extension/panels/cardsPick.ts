import * as vscode from "vscode";
import { duration, stateWord } from "../../runtime/core/words";
import { runsWithCards, tasksWithCards } from "../../runtime/metaflow/cards";
import { listRuns, readTask } from "../../runtime/metaflow/localDatastore";
import type { KeptCards } from "../../webview/protocolCards";
import type { RunStorage } from "../runs/runStorage";
import { cardsPlace } from "./cardsPlace";

interface TaskItem extends vscode.QuickPickItem {
  readonly chosen?: KeptCards["chosen"];
}

/** So many runs, and tasks of each, are offered: describing one costs a few reads. */
const [mostRuns, mostTasks] = [10, 100];

/** Asks for another run or task of the step; null: always the newest run. */
export async function chooseCardsTask(
  kept: KeptCards,
  storage: RunStorage,
): Promise<KeptCards["chosen"]> {
  const chosen = await vscode.window.showQuickPick(taskItems(kept, storage), {
    title: `Cards of ${kept.step}`,
    placeHolder: "Of which run or task?",
    matchOnDescription: true,
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.chosen ?? null;
}

async function taskItems(kept: KeptCards, storage: RunStorage): Promise<TaskItem[]> {
  const { flow, step } = kept;
  const { folders, root } = await cardsPlace(kept, storage);
  const [runs, described] = await Promise.all([
    runsWithCards(folders, flow, step),
    listRuns(root, flow),
  ]);
  const items: TaskItem[] = [
    { label: "Newest run", description: "and the next one, once it starts", chosen: null },
  ];
  for (const runId of runs.slice(0, mostRuns)) {
    const ids = await tasksWithCards(folders, flow, { runId, step });
    if (ids.length === 0) continue;
    const at = described.find((run) => run.runId === runId)?.createdAt ?? null;
    const age = at === null ? "" : ` · ${duration(Date.now() - at)} ago`;
    items.push({ label: `Run ${runId}${age}`, kind: vscode.QuickPickItemKind.Separator });
    for (const taskId of ids.slice(0, mostTasks)) {
      const entry = await readTask(root, flow, { runId, step, taskId });
      const place = entry?.label ?? (entry?.index == null ? step : `item ${entry.index + 1}`);
      const state = entry?.succeeded === false ? stateWord("failed") : "";
      items.push({ label: place, description: state, chosen: { runId, taskId } });
    }
  }
  return items;
}
