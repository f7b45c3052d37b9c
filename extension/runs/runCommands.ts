import * as vscode from "vscode";
import type { Handlers } from "../contributions";
import type { FlowPick } from "../flows/flowPick";
import type { FlowTarget } from "../flows/target";
import type { DagPanels } from "../panels/dagPanels";
import { Problem } from "../problem";
import type { Launcher } from "./launch";
import type { Run } from "./run";
import { runDescription } from "./runRows";
import type { RunService } from "./runService";
import type { RunTerminals } from "./runTerminal";
import { onceOf } from "./whereCommands";
import { isRunNode, stepOf, type RunNode } from "./runTree";
import type { TaskLogs } from "./taskLogs";

/** What the commands on runs work with. */
export interface RunServices {
  readonly pick: FlowPick;
  readonly runs: RunService;
  readonly launcher: Launcher;
  readonly terminals: RunTerminals;
  readonly logs: TaskLogs;
  readonly panels: DagPanels;
}

type RunCommand =
  | "flowlens.runFlow"
  | "flowlens.runStep"
  | "flowlens.rerun"
  | "flowlens.cancelRun"
  | "flowlens.cancelAllRuns"
  | "flowlens.showLog"
  | "flowlens.showRunDag"
  | "flowlens.goToStep"
  | "flowlens.removeRun"
  | "flowlens.clearRuns"
  | "flowlens.copyRunId";

/** The commands that start runs, and those of the view Runs. */
export function runCommands(services: RunServices): Pick<Handlers, RunCommand> {
  const { pick, runs, launcher, terminals, panels } = services;
  const choose = (subject: unknown, among: (run: Run) => boolean): Promise<Run> =>
    chooseRun(runs, subject, among);
  const started = (run: Run): void => {
    terminals.show(run);
  };
  return {
    "flowlens.runFlow": async (subject) => {
      started(await launcher.runFlow(await pick.runnableFlow(subject), onceOf(subject)));
    },
    "flowlens.runStep": async (subject) => {
      started(await launcher.runStep(await pick.step(subject), onceOf(subject)));
    },
    "flowlens.rerun": async (subject) => {
      started(await launcher.rerun((await choose(subject, () => true)).facts.plan));
    },
    "flowlens.cancelRun": async (subject) => {
      (await choose(subject, (run) => run.active)).cancel();
    },
    "flowlens.cancelAllRuns": () => {
      runs.cancelAll();
    },
    "flowlens.showLog": async (subject) => {
      const run = await choose(subject, () => true);
      await showLog(services, run, isRunNode(subject) ? subject : null);
    },
    "flowlens.showRunDag": async (subject) => {
      const run = await choose(subject, () => true);
      await panels.show(flowOf(run), run.key);
    },
    "flowlens.goToStep": async (subject) => {
      const run = await choose(subject, () => true);
      const target = flowOf(run);
      const step = isRunNode(subject) && "step" in subject ? subject.step : run.facts.plan.step;
      await pick.reveal(step === null ? target : { ...target, step });
    },
    "flowlens.removeRun": async (subject) => {
      await runs.remove(await choose(subject, (run) => !run.active));
    },
    "flowlens.clearRuns": async () => {
      await Promise.all(runs.list().map((run) => runs.remove(run)));
    },
    "flowlens.copyRunId": async (subject) => {
      const { runId } = (await choose(subject, () => true)).state;
      if (runId === null) throw new Problem("Metaflow has not given this run an id yet.");
      await vscode.env.clipboard.writeText(runId);
    },
  };
}

/** A task's node opens just its log; a run's the terminal. */
async function showLog(services: RunServices, run: Run, node: RunNode | null): Promise<void> {
  if (node === null || node.type === "run") {
    services.terminals.show(run);
    return;
  }
  const { key, step } = node;
  const tasks = stepOf(run, step)?.tasks ?? [];
  const only = tasks.length === 1 ? (tasks[0]?.id ?? null) : null;
  await services.logs.show({ key, step, task: node.type === "task" ? node.task : only });
}

function flowOf(run: Run): FlowTarget {
  const { uri, flow } = run.facts.plan;
  return { uri, flow };
}

/** The run of a row, the only one, or the user's choice. */
async function chooseRun(
  runs: RunService,
  subject: unknown,
  among: (run: Run) => boolean,
): Promise<Run> {
  await runs.restore();
  if (isRunNode(subject)) {
    const run = runs.get(subject.key);
    if (run === undefined) throw new Problem("This run is not in the list any more.");
    return run;
  }
  const candidates = runs.list().filter(among);
  const [first] = candidates;
  if (first === undefined) throw new Problem("There is no such run.");
  if (candidates.length === 1) return first;
  const now = Date.now();
  const items = candidates.map((run) => ({
    label: run.facts.plan.step ?? run.state.flow,
    description: runDescription(run.state, now, run.facts.plan.where),
    run,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: "Which run?" });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.run;
}
