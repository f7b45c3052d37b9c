import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "./tally";
import { flowlens, open, replace, revert } from "./workbench";

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
  assert.match(step, /The heavy one\\?: asks for four GPUs/);
});

/** Labels of what is offered at a place, ours first. */
async function offered(
  document: vscode.TextDocument,
  place: vscode.Position,
): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    document.uri,
    place,
  );
  return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}

test("options and steps are offered while they are typed", async () => {
  await flowlens();
  const editor = await open("kubernetes_flow.py");
  const { document } = editor;
  await replace(editor, "@kubernetes(cpu=2, ", "@kubernetes(cpu=2, to");
  const options = await offered(document, placeOf(document, "cpu=2, to", 9));
  assert.ok(options.includes("tolerations") && !options.includes("cpu"), options.join());
  await replace(editor, "self.next(self.train)", "self.next(self.");
  const steps = await offered(document, placeOf(document, "self.next(self.\n", 15));
  assert.deepEqual(steps.slice(0, 3), ["train", "evaluate", "end"]);
  await revert();
});

test("a step is found, marked and renamed wherever it is named", async () => {
  await flowlens();
  const { document } = await open("branch_flow.py");
  const text = document.getText();
  const step = /self\.next\(self\.(\w+), self\./.exec(text)?.[1];
  assert.ok(step);
  const place = placeOf(document, `self.${step}`, 6);
  const ask = <T>(command: string, ...more: readonly unknown[]): Thenable<T> =>
    vscode.commands.executeCommand<T>(command, document.uri, place, ...more);
  const [definition] = await ask<vscode.Location[]>("vscode.executeDefinitionProvider");
  assert.ok(definition);
  assert.match(document.lineAt(definition.range.start).text, new RegExp(`def ${step}\\(`));
  const references = await ask<vscode.Location[]>("vscode.executeReferenceProvider");
  const marks = await ask<vscode.DocumentHighlight[]>("vscode.executeDocumentHighlights");
  assert.ok(references.length >= 2);
  assert.equal(marks.length, references.length);
  const edit = await ask<vscode.WorkspaceEdit>("vscode.executeDocumentRenameProvider", "renamed");
  assert.equal(edit.get(document.uri).length, references.length);
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.doesNotMatch(document.getText(), new RegExp(`(?:def |self\\.|inputs\\.)${step}\\b`));
  await revert();
});

test("names that are no step's are left to others", async () => {
  await flowlens();
  const { document } = await open("branch_flow.py");
  const place = placeOf(document, "def mean_absolute_error", 6);
  const prepared = await vscode.commands.executeCommand<{ placeholder: string }>(
    "vscode.prepareRename",
    document.uri,
    place,
  );
  assert.equal(prepared.placeholder, "mean_absolute_error");
});

test("a step that must keep its name says so", async () => {
  await flowlens();
  const { document } = await open("branch_flow.py");
  await assert.rejects(
    Promise.resolve(
      vscode.commands.executeCommand(
        "vscode.prepareRename",
        document.uri,
        placeOf(document, "def start", 5),
      ),
    ),
    /must keep its name/,
  );
});
