import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import type { Testable } from "../../extension/extension";

/** The opened folder: a copy of examples/. */
export const workspace = process.env["FLOWLENS_TEST_WORKSPACE"] ?? "";

/** The extension, active. */
export async function flowlens(): Promise<Testable> {
  const extension = vscode.extensions.getExtension<Testable>("flowlens.flowlens");
  assert.ok(extension, "the extension is not installed");
  return extension.activate();
}

export function fileUri(name: string): vscode.Uri {
  return vscode.Uri.file(join(workspace, name));
}

/** Opens a file of the workspace in an editor. */
export async function open(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(fileUri(name)));
}

/** Waits until `check` gives something; fails with `what` after `seconds`. */
export async function until<T>(
  what: string,
  check: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 20,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const value = await check();
    if (value !== undefined && value !== false) return value;
    await sleep(50);
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

/** Replaces the first occurrence of `search` in the editor's unsaved text. */
export async function replace(
  editor: vscode.TextEditor,
  search: string,
  text: string,
): Promise<void> {
  const start = editor.document.getText().indexOf(search);
  assert.notEqual(start, -1, `there is no ${search}`);
  const { document } = editor;
  const range = new vscode.Range(
    document.positionAt(start),
    document.positionAt(start + search.length),
  );
  assert.ok(
    await editor.edit((builder) => {
      builder.replace(range, text);
    }),
  );
}

/** Throws away unsaved changes. */
export async function revert(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
}

/** The lenses VS Code shows for a document, as `line title`, lines 1-based. */
export async function lenses(uri: vscode.Uri): Promise<readonly string[]> {
  return (await lensesOf(uri))
    .map(({ range, command }) => [range.start.line + 1, command?.title ?? ""] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([line, title]) => `${line} ${title.replace(/\$\([\w-]+\) /, "")}`);
}

/** The commands of the lenses with this word. */
export async function lensCommands(uri: vscode.Uri, word: string): Promise<readonly string[]> {
  return (await lensesOf(uri)).flatMap(({ command }) =>
    command?.title.endsWith(` ${word}`) ? [command.command] : [],
  );
}

function lensesOf(uri: vscode.Uri): Thenable<readonly vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    uri,
    100,
  );
}

/** Our diagnostics of a document, as `line rule`. */
export function problems(uri: vscode.Uri): readonly string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === "flowlens")
    .map((one) => `${one.range.start.line + 1} ${codeOf(one)}`);
}

/** The rule of a finding, "" when it has none. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String((typeof code === "object" ? code.value : code) ?? "");
}
