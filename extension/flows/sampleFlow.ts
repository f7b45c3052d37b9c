import * as vscode from "vscode";
import { chooseFolder } from "../workspaceFolder";

/** A small flow that runs as it is: a parameter, a foreach and a join. */
const text = `"""Counts the letters of a few words, one task per word."""

from metaflow import FlowSpec, Parameter, step


class SampleFlow(FlowSpec):
    words = Parameter("words", default="flow,step,task", help="Words to count, with commas between")

    @step
    def start(self):
        self.items = self.words.split(",")
        self.next(self.count, foreach="items")

    @step
    def count(self):
        self.word = self.input
        self.letters = len(self.word)
        print(f"{self.word} has {self.letters} letters")
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(task.letters for task in inputs)
        self.next(self.end)

    @step
    def end(self):
        print(f"{self.total} letters in all")


if __name__ == "__main__":
    SampleFlow()
`;

/** Writes a sample flow under a free name into the first workspace folder and opens it. */
export async function createSampleFlow(): Promise<void> {
  const { uri: folder } = await chooseFolder(
    "Folder for the sample flow",
    "the sample flow is written into it",
  );
  const uri = await freeName(folder);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri);
}

async function freeName(folder: vscode.Uri): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? "sample_flow.py" : `sample_flow_${number}.py`;
    const uri = vscode.Uri.joinPath(folder, name);
    try {
      await vscode.workspace.fs.stat(uri);
    } catch {
      return uri;
    }
  }
}
