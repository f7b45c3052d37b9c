import type * as vscode from "vscode";
import { definitionsOf, sharedStepAt, type FlowText } from "../../runtime/core/language/sharedStep";
import { locationIn } from "./places";
import type { StepFiles } from "./stepFiles";

/** From a step named in `self.next()` or a join's `inputs` to its `def`, be it in another file. */
export class StepDefinitions implements vscode.DefinitionProvider {
  constructor(private readonly files: StepFiles) {}

  async provideDefinition(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Definition | null> {
    const offset = document.offsetAt(position);
    const own = this.files.own(document);
    if (own === null) return null;
    const found = definitionsAt([own], own.path, offset);
    // A base class or mixin may lead to steps that only files have which build on it.
    return found ?? definitionsAt(await this.files.tied(document, token), own.path, offset);
  }
}

function definitionsAt(
  files: readonly FlowText[],
  path: string,
  offset: number,
): vscode.Location[] | null {
  const shared = sharedStepAt(files, path, offset);
  return shared && definitionsOf(shared).map((place) => locationIn(files, place));
}
