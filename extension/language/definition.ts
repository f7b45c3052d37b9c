import type * as vscode from "vscode";
import { definitionsAt } from "../../runtime/core/language/stepUses";
import { locationOf } from "../convert";
import type { FlowStore } from "../flows/flowStore";

/** From a step named in `self.next()` or a join's `inputs` to its `def`. */
export class StepDefinitions implements vscode.DefinitionProvider {
  constructor(private readonly store: FlowStore) {}

  provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.Definition | null {
    const file = this.store.read(document);
    if (file === null) return null;
    return definitionsAt(document.getText(), file, document.offsetAt(position)).map((span) =>
      locationOf(file, document.uri, span),
    );
  }
}
