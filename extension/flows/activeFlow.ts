import * as vscode from "vscode";
import { setContext } from "../context";
import { Disposables } from "../disposable";
import { stepsAt } from "./flowAt";
import type { FlowStore } from "./flowStore";

/** Keeps the `when` keys on the active editor: does it declare a flow, is the cursor in a step. */
export class ActiveFlow implements vscode.Disposable {
  private readonly owner = new Disposables();

  constructor(private readonly store: FlowStore) {
    const update = (): void => {
      this.update();
    };
    this.owner.add(vscode.window.onDidChangeActiveTextEditor(update));
    this.owner.add(vscode.window.onDidChangeTextEditorSelection(update));
    this.owner.add(store.onDidChange(update));
    update();
  }

  dispose(): void {
    this.owner.dispose();
  }

  private update(): void {
    const editor = vscode.window.activeTextEditor;
    const file = editor === undefined ? null : this.store.read(editor.document);
    const offset = editor?.document.offsetAt(editor.selection.active) ?? 0;
    setContext("flowlens.activeFlow", file !== null && file.flows.length > 0);
    setContext("flowlens.activeStep", file !== null && stepsAt(file, offset).length > 0);
  }
}
