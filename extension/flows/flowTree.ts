import * as vscode from "vscode";
import { commandFor } from "../commands";
import { Disposables } from "../disposable";
import type { FlowIndex, IndexedFile } from "./flowIndex";
import { countOf, kindLook } from "./flowRows";
import type { FlowSummary, StepSummary } from "./summary";

/** A row of the view Flows. Flow and step nodes are also targets of the commands in their menus. */
export type FlowNode =
  | { readonly type: "file"; readonly uri: string; readonly file: IndexedFile }
  | {
      readonly type: "flow";
      readonly uri: string;
      readonly flow: string;
      readonly summary: FlowSummary;
    }
  | {
      readonly type: "step";
      readonly uri: string;
      readonly flow: string;
      readonly step: string;
      readonly runnable: boolean;
      readonly summary: StepSummary;
    };

/** file → flow → steps, of all workspace folders. */
export class FlowTree implements vscode.TreeDataProvider<FlowNode>, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly index: FlowIndex) {
    this.owner.add(
      index.onDidChange(() => {
        this.changed.fire(undefined);
      }),
    );
  }

  async getChildren(node?: FlowNode): Promise<FlowNode[]> {
    if (node === undefined) return this.roots();
    if (node.type === "file") return node.file.flows.map((summary) => flowNode(node.uri, summary));
    if (node.type === "flow") return node.summary.steps.map((summary) => stepNode(node, summary));
    return [];
  }

  getTreeItem(node: FlowNode): vscode.TreeItem {
    if (node.type === "file") return fileItem(node.file);
    return node.type === "flow" ? flowItem(node) : stepItem(node);
  }

  dispose(): void {
    this.owner.dispose();
  }

  private async roots(): Promise<FlowNode[]> {
    const searching = this.index.start();
    // Until something is found the view shows its progress bar, not the welcome text.
    if (this.index.list().length === 0) await searching;
    return this.index.list().map((file) => ({ type: "file", uri: file.uri.toString(), file }));
  }
}

function flowNode(uri: string, summary: FlowSummary): FlowNode {
  return { type: "flow", uri, flow: summary.name, summary };
}

function stepNode(owner: FlowNode & { type: "flow" }, summary: StepSummary): FlowNode {
  const { uri, flow } = owner;
  const { runnable } = owner.summary;
  return { type: "step", uri, flow, step: summary.name, runnable, summary };
}

function fileItem(file: IndexedFile): vscode.TreeItem {
  const item = new vscode.TreeItem(file.uri, vscode.TreeItemCollapsibleState.Expanded);
  item.id = file.uri.toString();
  const folder = vscode.workspace.asRelativePath(file.uri).split("/").slice(0, -1).join("/");
  item.description = folder;
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = "file";
  return item;
}

function flowItem({ uri, flow, summary }: FlowNode & { type: "flow" }): vscode.TreeItem {
  const item = new vscode.TreeItem(flow, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${uri}#${flow}`;
  item.description = countOf(summary.steps.length, "step");
  item.iconPath = new vscode.ThemeIcon("type-hierarchy");
  item.contextValue = summary.runnable ? "flow.runnable" : "flow";
  item.tooltip = summary.runnable
    ? flow
    : `${flow} is never called in its file, so it cannot be run`;
  item.command = commandFor("flowlens.openFlow", "Go to flow", { uri, flow });
  return item;
}

function stepItem({
  uri,
  flow,
  step,
  runnable,
  summary,
}: FlowNode & { type: "step" }): vscode.TreeItem {
  const item = new vscode.TreeItem(step);
  const { word, icon } = kindLook(summary.kind);
  item.id = `${uri}#${flow}.${step}`;
  item.description = word;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = runnable ? "step.runnable" : "step";
  item.command = commandFor("flowlens.openFlow", "Go to step", { uri, flow, step });
  item.accessibilityInformation = {
    label: word === "" ? `${step}, step` : `${step}, ${word} step`,
  };
  return item;
}
