import * as vscode from "vscode";
import { outlineOf, type OutlineSymbol } from "../../runtime/core/language/outline";
import type { LineMap } from "../../runtime/core/text";
import { rangeOf } from "../convert";
import type { FlowStore } from "../flows/flowStore";

/** Flows and their steps for the outline, breadcrumbs and *Go to Symbol*. */
export class FlowOutline implements vscode.DocumentSymbolProvider {
  constructor(private readonly store: FlowStore) {}

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] | null {
    const file = this.store.read(document);
    if (file === null) return null;
    return outlineOf(document.getText(), file).map((symbol) => symbolOf(symbol, file.lines));
  }
}

const kinds: Record<OutlineSymbol["kind"], vscode.SymbolKind> = {
  flow: vscode.SymbolKind.Class,
  step: vscode.SymbolKind.Method,
  parameter: vscode.SymbolKind.Property,
  class: vscode.SymbolKind.Class,
  method: vscode.SymbolKind.Method,
  function: vscode.SymbolKind.Function,
};

function symbolOf(symbol: OutlineSymbol, lines: LineMap): vscode.DocumentSymbol {
  const { kind, name, detail, span, nameSpan, children } = symbol;
  const range = rangeOf(lines, span);
  const made = new vscode.DocumentSymbol(
    name,
    detail,
    kinds[kind],
    range,
    rangeOf(lines, nameSpan),
  );
  made.children = children.map((child) => symbolOf(child, lines));
  return made;
}
