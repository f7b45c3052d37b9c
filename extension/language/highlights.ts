import * as vscode from "vscode";
import { sharedStepAt, usesOf } from "../../runtime/core/language/sharedStep";
import { rangeOf } from "../convert";
import type { StepFiles } from "./stepFiles";

/** Marks the places of the document that name the step at the cursor. */
export class StepHighlights implements vscode.DocumentHighlightProvider {
  constructor(private readonly files: StepFiles) {}

  provideDocumentHighlights(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.DocumentHighlight[] | null {
    const own = this.files.own(document);
    const shared = own && sharedStepAt([own], own.path, document.offsetAt(position));
    // Null leaves it to others, and in the end to the editor's own search for the word.
    if (!own || !shared) return null;
    return usesOf(shared)
      .filter(({ path }) => path === own.path)
      .map(
        ({ span, kind }) =>
          new vscode.DocumentHighlight(
            rangeOf(own.file.lines, span),
            kind === "definition"
              ? vscode.DocumentHighlightKind.Write
              : vscode.DocumentHighlightKind.Read,
          ),
      );
  }
}
