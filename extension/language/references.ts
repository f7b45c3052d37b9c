import type * as vscode from "vscode";
import { stepNamedAt } from "../../runtime/core/language/stepUses";
import { locationOf } from "../convert";
import type { FlowStore } from "../flows/flowStore";

/** All places that name a step. */
export class StepReferences implements vscode.ReferenceProvider {
  constructor(private readonly store: FlowStore) {}

  provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): vscode.Location[] {
    const file = this.store.read(document);
    const named = file && stepNamedAt(document.getText(), file, document.offsetAt(position));
    if (!file || !named) return [];
    return named.uses
      .filter(({ kind }) => includeDeclaration || kind !== "definition")
      .map(({ span }) => locationOf(file, document.uri, span));
  }
}
