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
    const offset = document.offsetAt(position);
    const typed = typedSince(document, position);
    return completionsAt(document.getText(), file, offset).map((completion, index) => {
      const { start, end } = completion.replace;
      const replace = { start, end: Math.max(end - typed, offset) };
      return itemOf(completion, rangeOf(file.lines, replace), index);
    });
  }
}

/**
 * How many characters were typed behind the position since the editor asked, which the text has
 * already. When an item is taken the editor counts them itself: a range that has them, too, would
 * swallow as many characters behind the cursor.
 */
function typedSince(document: vscode.TextDocument, asked: vscode.Position): number {
  const editor = vscode.window.activeTextEditor;
  const cursor = editor?.document === document ? editor.selection.active : asked;
  return cursor.line === asked.line ? Math.max(0, cursor.character - asked.character) : 0;
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
  if (completion.asksValue === true)
    item.command = { command: "editor.action.triggerSuggest", title: "Show Suggestions" };
  if (doc !== null) item.documentation = doc;
  // Our order, and before what is made of the file's words; a blank sorts before any letter.
  item.sortText = ` ${String(index).padStart(4, "0")}`;
  return item;
}
