import * as vscode from "vscode";
import type { ClusterRow } from "../../runtime/core/cluster/clusterRow";
import type * as Model from "../../runtime/core/cluster/clusterModel";
import type { ClusterTree } from "../../runtime/core/cluster/clusterTree";
import { emptyCluster } from "../../runtime/core/cluster/state";
import type { Workload } from "../../runtime/core/cluster/workloads";
import { stateWord } from "../../runtime/core/words";
import type { CommandId } from "../contributions";
import { Disposables } from "../disposable";
import { spokenRow, stateLook, type StateLook } from "../runs/runRows";
import type { ShownCluster } from "./clusterSource";
import type { TaskLabels } from "./taskLabels";

/** A row of the Cluster view; the same object as long as the row stands for the same thing. */
export interface ClusterNode {
  readonly id: string;
  readonly parent: ClusterNode | undefined;
  row: ClusterRow;
}

/** Instead of rows: what can be done when there is no cluster to show. */
interface ActionNode {
  readonly action: CommandId | "workbench.trust.manage";
  readonly label: string;
  readonly icon: string;
}

/** Jobs stay on a cluster for a week after their end; those that go on are shown besides. */
const SHOWN_RUNS = 50;

/** flow → run → step → pod → events, drawn again only where something changed. */
export class ClusterRows implements vscode.TreeDataProvider<ClusterNode | ActionNode> {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(
    new vscode.EventEmitter<(ClusterNode | ActionNode)[] | undefined>(),
  );
  private readonly nodes = new Map<string, ClusterNode>();
  /** The rows that VS Code was given below each node, by their texts; "" are the roots. */
  private given = new Map<string, readonly string[]>();
  private shown: ClusterTree = { flows: [], attempts: new Map(), left: 0 };
  private model: typeof Model | null = null;
  private cache: Model.WorkloadCache | null = null;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly source: () => ShownCluster | null,
    private readonly labels: TaskLabels,
  ) {}

  /** What is shown. */
  get tree(): ClusterTree {
    return this.shown;
  }

  /** When a grace ends, and with it what is shown; null: none does. Milliseconds since the epoch. */
  get nextChange(): number | null {
    return this.cache?.nextGraceAt(Date.now()) ?? null;
  }

  /** Takes the cluster's state in and draws what changed; `all`: another cluster is shown. */
  update(all = false): void {
    const seen = this.source()?.state ?? emptyCluster;
    const now = Date.now();
    const labelOf = (workload: Workload): string | null => this.labels.of(workload);
    if (all) this.cache = null;
    if (this.model !== null) {
      this.cache ??= new this.model.WorkloadCache();
      const { state, left } = this.model.keepNewestRuns(seen, SHOWN_RUNS);
      const options = { now, labelOf, cache: this.cache, left: left.length };
      this.shown = this.model.clusterTree(state, options);
    }
    if (all) {
      this.nodes.clear();
      this.given.clear();
      this.changed.fire(undefined);
      return;
    }
    const stale = this.stale(now);
    if (stale === null) this.changed.fire(undefined);
    else if (stale.length > 0) this.changed.fire(stale);
  }

  async getChildren(
    node?: ClusterNode | ActionNode,
  ): Promise<(ClusterNode | ActionNode)[] | undefined> {
    if (node === undefined) {
      const source = this.source();
      if (source === null) return [];
      // Until it answers the view shows its progress bar.
      await source.answered;
      this.model ??= await import("../../runtime/core/cluster/clusterModel.js");
      this.update();
      if (this.shown.flows.length === 0 && source.status.kind !== "live") return actions(source);
    } else if (!("row" in node)) return [];
    const rows = this.rowsBelow(node?.row.subject ?? null, Date.now());
    this.given.set(node?.id ?? "", rows.map(textOf));
    return rows.map((row) => this.node(row, node));
  }

  getTreeItem(node: ClusterNode | ActionNode): vscode.TreeItem {
    return "row" in node ? itemOf(node.row) : actionItem(node);
  }

  /** The tooltip is made when it is wanted. */
  async resolveTreeItem(
    item: vscode.TreeItem,
    node: ClusterNode | ActionNode,
  ): Promise<vscode.TreeItem> {
    if (!("row" in node)) return item;
    const { tooltipOf } = await import("./podTooltip.js");
    item.tooltip = tooltipOf(this.shown, node.row, Date.now());
    return item;
  }

  getParent(node: ClusterNode | ActionNode): ClusterNode | undefined {
    return "row" in node ? node.parent : undefined;
  }

  /** The node of an attempt of a run's step, for the view to reveal; undefined: it is not there. */
  find(flow: string, run: string, step: string): ClusterNode | undefined {
    const below = (parent: ClusterNode | undefined, id: string): ClusterNode | undefined => {
      const rows = this.rowsBelow(parent?.row.subject ?? null, Date.now());
      const row = rows.find((one) => one.id === id);
      return row === undefined ? undefined : this.node(row, parent);
    };
    const ofFlow = below(undefined, `flow/${flow}`);
    const ofRun = ofFlow && below(ofFlow, `run/${flow}/${run}`);
    if (ofRun === undefined) return undefined;
    const rows = this.rowsBelow(ofRun.row.subject, Date.now());
    const row = rows.find(({ label }) => label === step);
    return row === undefined ? undefined : this.node(row, ofRun);
  }

  /** None before the model is loaded, which the roots wait for. */
  private rowsBelow(subject: ClusterRow["subject"] | null, now: number): readonly ClusterRow[] {
    return this.model?.rowsBelow(this.shown, subject, now) ?? [];
  }

  private node(row: ClusterRow, parent: ClusterNode | undefined): ClusterNode {
    const node = this.nodes.get(row.id) ?? { id: row.id, row, parent };
    node.row = row;
    this.nodes.set(row.id, node);
    return node;
  }

  dispose(): void {
    this.owner.dispose();
  }

  /** The nodes to draw again; null: all, since the roots themselves are others. */
  private stale(now: number): ClusterNode[] | null {
    const found: ClusterNode[] = [];
    const kept = new Map<string, readonly string[]>();
    const visit = (parent: ClusterNode | undefined): boolean => {
      const before = this.given.get(parent?.id ?? "");
      if (before === undefined) return true;
      const rows = this.rowsBelow(parent?.row.subject ?? null, now);
      const texts = rows.map(textOf);
      kept.set(parent?.id ?? "", texts);
      const same =
        texts.length === before.length && rows.every(({ id }, i) => idOf(before[i]) === id);
      if (!same) return false;
      rows.forEach((row, i) => {
        const node = this.node(row, parent);
        if (!visit(node) || texts[i] !== before[i]) found.push(node);
      });
      return true;
    };
    const same = visit(undefined);
    this.given = kept;
    return same ? found : null;
  }
}

const SEPARATOR = "\u0000";

/** All that is drawn of a row, its id first. */
function textOf({ id, label, description, look, can }: ClusterRow): string {
  return [id, label, description, look ?? "", can.join(" ")].join(SEPARATOR);
}

function idOf(text: string | undefined): string | undefined {
  return text?.split(SEPARATOR)[0];
}

const openings = {
  open: vscode.TreeItemCollapsibleState.Expanded,
  closed: vscode.TreeItemCollapsibleState.Collapsed,
  leaf: vscode.TreeItemCollapsibleState.None,
};

function itemOf(row: ClusterRow): vscode.TreeItem {
  const { id, label, description, look, can, open } = row;
  const item = new vscode.TreeItem(label, openings[open]);
  item.id = id;
  item.description = description;
  item.contextValue = can.join(" ");
  const icon = iconOf(look);
  if (icon !== null) {
    item.iconPath =
      icon.color === null
        ? new vscode.ThemeIcon(icon.icon)
        : new vscode.ThemeIcon(icon.icon, new vscode.ThemeColor(icon.color));
  }
  item.accessibilityInformation = { label: spoken(row) };
  return item;
}

function iconOf(look: ClusterRow["look"]): StateLook | null {
  if (look === null) return null;
  if (look === "flow") return { icon: "type-hierarchy", color: null };
  return look === "run" ? { icon: "server", color: null } : stateLook(look);
}

function spoken({ label, description, look, subject }: ClusterRow): string {
  const plain = label.replaceAll("\u2007", " ").replace(/\s+/g, " ").trim();
  if (look === null || look === "flow" || look === "run") {
    return [subject.type === "event" ? "event" : look, plain, description]
      .filter((part) => part !== null && part !== "")
      .join(", ");
  }
  return spokenRow(plain, look === "cancelled" ? "stopped" : stateWord(look), description);
}

function actionItem({ action, label, icon }: ActionNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = `action/${action}`;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.command = { command: action, title: label };
  return item;
}

const retry: ActionNode = {
  action: "flowlens.refreshCluster",
  label: "Try Again",
  icon: "refresh",
};
const context: ActionNode = {
  ...{ action: "flowlens.chooseContext", label: "Choose Context…", icon: "server-environment" },
};
const namespace: ActionNode = {
  ...{ action: "flowlens.chooseNamespace", label: "Choose Namespace…", icon: "symbol-namespace" },
};
const trust: ActionNode = {
  ...{
    action: "workbench.trust.manage",
    label: "Manage Workspace Trust",
    icon: "workspace-untrusted",
  },
};

/** What may mend it, the likeliest first. */
function actions({ status, isKnown }: ShownCluster): ActionNode[] {
  if (!("sentence" in status)) return [];
  const first = vscode.workspace.isTrusted ? [] : [trust];
  return [...first, retry, ...(isKnown ? [namespace] : []), context];
}
