import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { test } from "./tally";
import { fileUri, flowlens, open, replace, revert, until, workspace } from "./workbench";

const base = `from metaflow import FlowSpec, step

class Base(FlowSpec):
    @step
    def start(self):
        self.next(self.middle)

    @step
    def middle(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;

const child = `from metaflow import step
from rename_base import Base

class Child(Base):
    @step
    def middle(self):
        super().middle()

if __name__ == "__main__":
    Child()
`;

/** Nothing starts it, so the view Flows does not list it. */
const unlisted = `from metaflow import step
from ..rename_base import Base

class Unlisted(Base):
    @step
    def middle(self):
        self.next(self.end)
`;

const files: Readonly<Record<string, string>> = {
  "rename_base.py": base,
  "rename_child.py": child,
  "more flows/rename_unlisted.py": unlisted,
};

/** Writes the files; asks with the cursor in the `def` of `middle` in the base class. */
async function inFiles(
  act: (at: readonly [vscode.Uri, vscode.Position]) => Promise<void>,
): Promise<void> {
  const { flows } = await flowlens();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  try {
    const { document } = await open("rename_base.py");
    const child = fileUri("rename_child.py").toString();
    await until("the child is known", () =>
      flows.index.list().some(({ uri }) => uri.toString() === child),
    );
    await act([document.uri, document.positionAt(base.indexOf("def middle") + 5)]);
  } finally {
    for (const name of Object.keys(files)) rmSync(join(workspace, name));
    rmSync(join(workspace, "more flows"), { recursive: true });
  }
}

/** Places as `file:line`, counted from 1. */
function inWords(places: readonly vscode.Location[]): readonly string[] {
  return places.map(
    ({ uri, range }) => `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1}`,
  );
}

test("a step is found and renamed in every file that names it", async () => {
  await inFiles(async (at) => {
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      "vscode.executeReferenceProvider",
      ...at,
    );
    const expected = [
      "more flows/rename_unlisted.py:6",
      "rename_base.py:6",
      "rename_base.py:9",
      "rename_child.py:6",
      "rename_child.py:7",
    ];
    assert.deepEqual([...inWords(references)].sort(), expected);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      ...at,
      "centre",
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    for (const [name, text] of Object.entries(files)) {
      const document = await vscode.workspace.openTextDocument(fileUri(name));
      assert.equal(document.getText(), text.replaceAll("middle", "centre"), name);
      await document.save();
    }
  });
});

test("a rename takes the unsaved text of other files, and is refused where it cannot be read", async () => {
  await inFiles(async (at) => {
    const editor = await open("rename_child.py");
    await replace(editor, "(Base)", "(Base, Far)");
    await assert.rejects(
      Promise.resolve(
        vscode.commands.executeCommand("vscode.executeDocumentRenameProvider", ...at, "centre"),
      ),
      /Not all that Child \(rename_child\.py\) is made of can be read/,
    );
    await revert();
  });
});

test("flows are outlined with what their steps are", async () => {
  await flowlens();
  const { document } = await open("branch_flow.py");
  const symbols = await until("the outline", async () => {
    const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    return found !== undefined && found.length > 0 && found;
  });
  const steps = symbols.flatMap(({ children }) => children);
  const start = steps.find(({ name }) => name === "start");
  assert.match(start?.detail ?? "", /^start · \d branches$/u);
  assert.match(document.getText(start?.selectionRange), /^start$/u);
  assert.ok(steps.some(({ detail }) => detail === "join"));
});
