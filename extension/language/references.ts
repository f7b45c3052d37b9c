import type * as vscode from "vscode";
import { sharedStepAt, usesOf } from "../../runtime/core/language/sharedStep";
import { locationIn } from "./places";
import type { StepFiles } from "./stepFiles";

/** All places that name a step, in every file that shares it. */
export class StepReferences implements vscode.ReferenceProvider {
  constructor(private readonly files: StepFiles) {}

  async provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.Location[]> {
    const offset = document.offsetAt(position);
    const tied = await this.files.tied(document, token);
    const [own] = tied;
    const name = own && sharedStepAt(tied, own.path, offset)?.name;
    if (!own || name === undefined) return [];
    const files = await this.files.mentioning(name, document, token);
    const shared = sharedStepAt(files, own.path, offset);
    return (shared ? usesOf(shared) : [])
      .filter(({ kind }) => includeDeclaration || kind !== "definition")
      .map((use) => locationIn(files, use));
  }
}
