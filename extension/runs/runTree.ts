import * as vscode from "vscode";
import type { StepRun, StepState, TaskRun } from "../../runtime/core/run";
import { stateWord } from "../../runtime/core/words";
import { Disposables } from "../disposable";
import { countOf } from "../flows/flowRows";
import type { Run } from "./run";
import {
  runDescription,
  runWord,
  spokenRow,
  stateLook,
  statusLook,
  stepDescription,
  stepRows,
  taskDescription,
  taskLabel,
  taskRows,
  type StateLook,
} from "./runRows";
import type { RunService } from "./runService";

/** A row of the view Runs, by name: what it shows is looked up when it is drawn. */
export type RunNode =
  | { readonly type: "run"; readonly key: string }
  | { readonly type: "step"; readonly key: string; readonly step: string }
  | { readonly type: "task"; readonly key: string; readonly step: string; readonly task: string }
  | { readonly type: "folded"; readonly key: string; readonly step: string };

/** Whether a command was given a row of Runs. */
export function isRunNode(subject: unknown): subject is RunNode {
  return (
    typeof subject === "object" &&
    subject !== null &&
    "key" in subject &&
    typeof subject.key === "string" &&
    "type" in subject
  );
}

/** runs → steps → tasks, live while it is visible. */
export class RunTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(new vscode.EventEmitter<RunNode[] | undefined>());
  /** The nodes VS Code was given: it knows a row again by its object. */
  private readonly roots = new Map<string, RunNode>();
  private clock: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly runs: RunService) {
    this.owner.add(
      runs.onDidChange((changed) => {
        this.refresh(changed);
      }),
    );
  }

  /** Elapsed times go on while the view is seen and something runs. */
  tick(visible: boolean): void {
    clearInterval(this.clock);
    this.clock = visible
      ? setInterval(() => {
          const active = this.runs.list().filter((run) => run.active);
          if (active.length > 0) this.refresh(active);
        }, 1000)
      : undefined;
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node === undefined) {
      await this.runs.restore();
      return this.runs.list().map(({ key }) => this.root(key));
    }
    const run = this.runs.get(node.key);
    if (run === undefined || node.type === "task") return [];
    const { key } = node;
    if (node.type === "run")
      return stepRows(run.state).map(({ name }) => ({ type: "step", key, step: name }));
    const { step } = node;
    const { shown, folded } = taskRows(stepOf(run, step)?.tasks ?? []);
    const tasks = node.type === "folded" ? folded : shown;
    const rows = tasks.map(({ id }): RunNode => ({ type: "task", key, step, task: id }));
    const rest: RunNode[] =
      node.type === "step" && folded.length > 0 ? [{ type: "folded", key, step }] : [];
    return [...rows, ...rest];
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    const run = this.runs.get(node.key);
    const item = run === undefined ? new vscode.TreeItem("") : itemFor(node, run);
    item.id = [
      node.type,
      node.key,
      "step" in node ? node.step : "",
      "task" in node ? node.task : "",
    ]
      .filter((part) => part !== "")
      .join("/");
    return item;
  }

  dispose(): void {
    clearInterval(this.clock);
    this.owner.dispose();
  }

  private root(key: string): RunNode {
    const node = this.roots.get(key) ?? { type: "run", key };
    this.roots.set(key, node);
    return node;
  }

  /** Draws the rows of these runs again; all rows only when a run came or went. */
  private refresh(changed: readonly Run[]): void {
    const keys = new Set(this.runs.list().map(({ key }) => key));
    const same = keys.size === this.roots.size && [...keys].every((key) => this.roots.has(key));
    for (const key of this.roots.keys()) if (!keys.has(key)) this.roots.delete(key);
    this.changed.fire(same ? changed.map(({ key }) => this.root(key)) : undefined);
  }
}

/** A step of a run by name. */
export function stepOf(run: Run, step: string): StepRun | undefined {
  return run.state.steps.find(({ name }) => name === step);
}

function itemFor(node: RunNode, run: Run): vscode.TreeItem {
  if (node.type === "run") return runItem(run);
  const step = stepOf(run, node.step);
  if (step === undefined) return new vscode.TreeItem(node.step);
  if (node.type === "step") return stepItem(step, run);
  if (node.type === "folded") return foldedItem(step);
  const task = step.tasks.find(({ id }) => id === node.task);
  return task === undefined ? new vscode.TreeItem(node.task) : taskItem(task, node, run);
}

function runItem(run: Run): vscode.TreeItem {
  const { state, facts } = run;
  const label = facts.plan.step === null ? state.flow : `${state.flow} · ${facts.plan.step}`;
  const open = run.active
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
  const description = runDescription(state, Date.now(), facts.plan.where);
  const item = row({ label, description, look: statusLook(state), word: runWord(state), open });
  item.contextValue = run.active ? "run.active" : "run.done";
  return item;
}

function stepItem(step: StepRun, run: Run): vscode.TreeItem {
  const many = step.tasks.length > 1 || (step.expected ?? 1) > 1;
  const open = many
    ? vscode.TreeItemCollapsibleState.Collapsed
    : vscode.TreeItemCollapsibleState.None;
  const description = stepDescription(step, run.state, Date.now());
  const item = row({ label: step.name, description, ...stateParts(step.state), open });
  item.contextValue = `${step.tasks.length === 0 ? "step.waiting" : "step"}${podsWord(run)}`;
  const [only] = step.tasks;
  if (only !== undefined && !many) item.command = logCommand(run.key, only);
  return item;
}

/** By it menus know that there are pods to show. */
function podsWord({ facts }: Run): string {
  return facts.plan.cluster === undefined ? "" : " pods";
}

function foldedItem(step: StepRun): vscode.TreeItem {
  const count = taskRows(step.tasks).folded.length;
  const open = vscode.TreeItemCollapsibleState.Collapsed;
  const item = row({
    label: `${count} succeeded`,
    description: "",
    ...stateParts("succeeded"),
    open,
  });
  // The label says the state already.
  delete item.accessibilityInformation;
  return item;
}

function taskItem(task: TaskRun, node: RunNode & { type: "task" }, run: Run): vscode.TreeItem {
  const open = vscode.TreeItemCollapsibleState.None;
  const description = taskDescription(task, Date.now());
  const item = row({ label: taskLabel(task), description, ...stateParts(task.state), open });
  item.contextValue = `task${podsWord(run)}`;
  item.command = logCommand(node.key, task);
  return item;
}

interface Row {
  readonly label: string;
  readonly description: string;
  readonly look: StateLook;
  /** The state that the icon shows, in a word. */
  readonly word: string;
  readonly open: vscode.TreeItemCollapsibleState;
}

function stateParts(state: StepState): Pick<Row, "look" | "word"> {
  return { look: stateLook(state), word: stateWord(state) };
}

function row({ label, description, look, word, open }: Row): vscode.TreeItem {
  const item = new vscode.TreeItem(label, open);
  item.description = description;
  item.accessibilityInformation = { label: spokenRow(label, word, description) };
  item.tooltip = description === "" ? label : `${label}: ${description}`;
  item.iconPath =
    look.color === null
      ? new vscode.ThemeIcon(look.icon)
      : new vscode.ThemeIcon(look.icon, new vscode.ThemeColor(look.color));
  return item;
}

function logCommand(key: string, task: TaskRun): vscode.Command {
  const node: RunNode = { type: "task", key, step: task.step, task: task.id };
  return { command: "flowlens.showLog", title: "Show Log", arguments: [node] };
}

/** `3 runs`, for the view's badge. */
export function activeCount(runs: readonly Run[]): { value: number; tooltip: string } | undefined {
  const value = runs.filter((run) => run.active).length;
  return value === 0 ? undefined : { value, tooltip: `${countOf(value, "run")} going on` };
}
