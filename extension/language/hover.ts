import * as vscode from "vscode";
import { hoverAt } from "../../runtime/core/language/hover";
import { rangeOf } from "../convert";
import type { FlowStore } from "../flows/flowStore";
import { ruleLink } from "./ruleLink";

/** What a decorator, its option or a step of `self.next()` is, shown under the pointer. */
export class FlowHovers implements vscode.HoverProvider {
  constructor(private readonly store: FlowStore) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | null {
    const file = this.store.read(document);
    const hover = file && hoverAt(document.getText(), file, document.offsetAt(position));
    if (!file || !hover) return null;
    const about = new vscode.MarkdownString().appendCodeblock(hover.code, "python");
    for (const sentence of hover.sentences) about.appendMarkdown(`${asMarkdown(sentence)}\n\n`);
    const more = hover.rule === null ? [] : [ruleLink(hover.rule)];
    return new vscode.Hover([about, ...more], rangeOf(file.lines, hover.span));
  }
}

/**
 * Text that shows as it is written: it may come from the user's docstring. (The editor's appendText
 * makes every space one that does not break, so that long sentences would not wrap.)
 */
function asMarkdown(text: string): string {
  const entities = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return entities.replace(/[\\`*_{}[\]()#+\-.!|~:]/gu, "\\$&");
}
