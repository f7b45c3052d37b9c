import * as vscode from "vscode";
import { isElsewhere } from "../../runtime/core/flowReader/sources";
import { stepNamedAt } from "../../runtime/core/language/stepUses";
import { rangeOf } from "../convert";
import type { FlowStore } from "../flows/flowStore";

/** Marks the places that name the step at the cursor. */
export class StepHighlights implements vscode.DocumentHighlightProvider {
  constructor(private readonly store: FlowStore) {}

  provideDocumentHighlights(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.DocumentHighlight[] | null {
    const file = this.store.read(document);
    const named = file && stepNamedAt(document.getText(), file, document.offsetAt(position));
    // Null leaves it to others, and in the end to the editor's own search for the word.
    if (!file || !named) return null;
    return named.uses
      .filter(({ span }) => !isElsewhere(span))
      .map(
        ({ span, kind }) =>
          new vscode.DocumentHighlight(
            rangeOf(file.lines, span),
            kind === "definition"
              ? vscode.DocumentHighlightKind.Write
              : vscode.DocumentHighlightKind.Read,
          ),
      );
  }
}
