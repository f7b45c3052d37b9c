import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "./tally";
import { flowlens, open } from "./workbench";

/** The place in a document where `search` begins, `after` characters further on. */
function placeOf(document: vscode.TextDocument, search: string, after = 0): vscode.Position {
  const start = document.getText().indexOf(search);
  assert.notEqual(start, -1, `there is no ${search}`);
  return document.positionAt(start + after);
}

/** All that is shown under the pointer at a place. */
async function hover(document: vscode.TextDocument, place: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    place,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ""))
    .join("\n");
}

test("an option of @kubernetes and a step in self.next() explain themselves", async () => {
  await flowlens();
  const { document } = await open("kubernetes_flow.py");
  const option = await hover(document, placeOf(document, "shared_memory=", 3));
  assert.match(option, /shared_memory: int = None/);
  assert.match(option, /MiB/);
  assert.match(option, /command:flowlens\.showRule\?/);
  const step = await hover(document, placeOf(document, "self.train", 7));
  assert.match(step, /def train\(self\)/);
  assert.match(step, /four GPUs/);
});
