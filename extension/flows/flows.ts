import * as vscode from "vscode";
import { SettingsStore } from "../configuration/settingsStore";
import { views } from "../contributions";
import type { Disposables } from "../disposable";
import { Interpreter } from "../runs/interpreter";
import type { WhereChoice } from "../runs/whereChoice";
import { ActiveFlow } from "./activeFlow";
import { FlowLenses } from "./codeLens";
import { FlowDiagnostics } from "./diagnostics";
import { FlowIndex } from "./flowIndex";
import { FlowPick } from "./flowPick";
import { FlowStore } from "./flowStore";
import { FlowTree } from "./flowTree";
import { FlowQuickFixes } from "./quickFixProvider";

/** Everything that only reads flows. */
export interface Flows {
  readonly store: FlowStore;
  readonly index: FlowIndex;
  readonly interpreter: Interpreter;
  readonly settings: SettingsStore;
  readonly diagnostics: FlowDiagnostics;
  readonly lenses: FlowLenses;
  readonly tree: FlowTree;
  readonly pick: FlowPick;
}

/** Registers lenses (which say `where` flows run), squiggles, quick fixes and the view Flows. */
export function createFlows(
  context: vscode.ExtensionContext,
  where: WhereChoice,
  owner: Disposables,
): Flows {
  const scanner = vscode.Uri.joinPath(context.extensionUri, "dist", "scan.js").fsPath;
  const store = owner.add(new FlowStore());
  const index = owner.add(new FlowIndex(store, scanner));
  const interpreter = owner.add(new Interpreter());
  const settings = owner.add(new SettingsStore(interpreter));
  const diagnostics = owner.add(new FlowDiagnostics(store, interpreter, index, settings));
  const lenses = owner.add(new FlowLenses(store, where));
  const tree = owner.add(new FlowTree(index));
  owner.add(new ActiveFlow(store));
  const python = { language: "python" };
  owner.add(vscode.languages.registerCodeLensProvider(python, lenses));
  owner.add(
    vscode.languages.registerCodeActionsProvider(python, new FlowQuickFixes(store, diagnostics), {
      providedCodeActionKinds: FlowQuickFixes.kinds,
    }),
  );
  owner.add(
    vscode.window.createTreeView(views.flows, { treeDataProvider: tree, showCollapseAll: true }),
  );
  const pick = new FlowPick(store, index);
  return { store, index, interpreter, settings, diagnostics, lenses, tree, pick };
}
