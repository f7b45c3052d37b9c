import * as vscode from "vscode";
import type { Completion } from "../../runtime/core/language/completion";
import { completionsAt } from "../../runtime/core/language/completions";
import { rangeOf } from "../convert";
import type { FlowStore } from "../flows/flowStore";

/** Options and their values, steps and artifacts in `self.next()`, decorators after `@`, while they are typed. */
export class FlowCompletions implements vscode.CompletionItemProvider {
  constructor(private readonly store: FlowStore) {}

  provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): vscode.CompletionItem[] {
    const file = this.store.read(document);
    if (file === null) return [];
    const found = completionsAt(document.getText(), file, document.offsetAt(position));
    return found.map((completion, index) =>
      itemOf(completion, rangeOf(file.lines, completion.replace), index),
    );
  }
}

const kinds: Record<Completion["kind"], vscode.CompletionItemKind> = {
  option: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  step: vscode.CompletionItemKind.Method,
  artifact: vscode.CompletionItemKind.Field,
  decorator: vscode.CompletionItemKind.Function,
};

function itemOf(completion: Completion, range: vscode.Range, index: number): vscode.CompletionItem {
  const { kind, label, insert, snippet, detail, doc } = completion;
  const item = new vscode.CompletionItem({ label, description: detail }, kinds[kind]);
  item.insertText = snippet ? new vscode.SnippetString(insert) : insert;
  item.range = range;
  if (doc !== null) item.documentation = doc;
  // Our order, and before what is made of the file's words; a blank sorts before any letter.
  item.sortText = ` ${String(index).padStart(4, "0")}`;
  return item;
}
