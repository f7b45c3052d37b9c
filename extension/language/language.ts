import * as vscode from "vscode";
import type { Disposables } from "../disposable";
import type { FlowStore } from "../flows/flowStore";
import { FlowCompletions } from "./completion";
import { FlowHovers } from "./hover";
import { StepHighlights } from "./highlights";
import { StepDefinitions } from "./definition";
import { StepReferences } from "./references";
import { StepRename } from "./rename";

/** Registers all help while a flow is edited; nothing is read before the editor asks. */
export function registerLanguage(store: FlowStore, owner: Disposables): void {
  const python = { language: "python" };
  owner.add(vscode.languages.registerHoverProvider(python, new FlowHovers(store)));
  owner.add(
    vscode.languages.registerCompletionItemProvider(
      python,
      new FlowCompletions(store),
      ...FlowCompletions.triggers,
    ),
  );
  owner.add(vscode.languages.registerDefinitionProvider(python, new StepDefinitions(store)));
  owner.add(vscode.languages.registerReferenceProvider(python, new StepReferences(store)));
  owner.add(vscode.languages.registerDocumentHighlightProvider(python, new StepHighlights(store)));
  owner.add(vscode.languages.registerRenameProvider(python, new StepRename(store)));
}
