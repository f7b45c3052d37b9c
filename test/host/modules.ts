import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { test } from "./tally";
import { fileUri, flowlens, open, problems, replace, revert, until, workspace } from "./workbench";

const base = `from metaflow import FlowSpec, step

class Base(FlowSpec):
    @step
    def start(self):
        self.next(self.work)

    @step
    def end(self):
        pass
`;

const child = `from metaflow import step
from module_base import Base

class Child(Base):
    @step
    def work(self):
        self.next(self.end)

if __name__ == "__main__":
    Child()
`;

test("a flow follows its base class in another file, from the unsaved text", async () => {
  const { flows } = await flowlens();
  const files = { "module_base.py": base, "module_child.py": child };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text);
  const uri = fileUri("module_child.py");
  await open("module_child.py");
  const steps = (): readonly string[] | undefined =>
    flows.index
      .list()
      .find((file) => file.uri.toString() === uri.toString())
      ?.flows[0]?.steps.map(({ name }) => name);
  await until("the steps of both", () => steps()?.length === 3);
  assert.deepEqual(problems(uri), []);

  const editor = await open("module_base.py");
  const ofBase = editor.document.uri;
  await until("no blame on the base class", () => problems(ofBase).length === 0);
  await replace(editor, "def end", "def finish");
  await until("the child's missing end", () => problems(uri).length > 0);
  await until("the renamed step", () => steps()?.includes("finish") === true);
  await revert();
  await until("no problem again", () => problems(uri).length === 0);
  const places = await vscode.commands.executeCommand<vscode.Location[]>(
    "vscode.executeDefinitionProvider",
    uri,
    new vscode.Position(6, 24),
  );
  assert.deepEqual(
    places.map((place) => [place.uri.fsPath, place.range.start.line]),
    [[ofBase.fsPath, 8]],
  );
  for (const name of Object.keys(files)) rmSync(join(workspace, name));
});
