import { readFile } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import * as vscode from "vscode";
import type { FlowFile } from "../../runtime/core/flow";
import { basesElsewhere, classKey } from "../../runtime/core/extended";
import type { FlowText } from "../../runtime/core/language/sharedStep";
import { readFlow } from "../../runtime/core/readFlow";
import type { FlowIndex, IndexedFile } from "../flows/flowIndex";
import type { FlowStore } from "../flows/flowStore";
import { isNeverSearched } from "../flows/neverSearched";

/** More files than this are not searched for a name. */
const mostFiles = 20_000;

/** Files are read one after the other; so many at a time, then others have their turn. */
const batch = 50;

/** Finds the files whose flows share classes with those of a document. */
export class StepFiles {
  constructor(
    private readonly store: FlowStore,
    private readonly index: FlowIndex,
  ) {}

  /** The document alone; null when it has nothing to do with flows. */
  own(document: vscode.TextDocument): FlowText | null {
    const file = this.store.read(document);
    return file && { path: pathOf(document.uri), text: document.getText(), file };
  }

  /** The document and the flow files that build on the same classes. */
  async tied(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<readonly FlowText[]> {
    const own = this.own(document);
    if (own === null) return [];
    if (document.uri.scheme !== "file") return [own];
    await this.searched(token);
    const paths = tiedPaths(own, this.index.list());
    return [own, ...(await this.readAll([...paths], token))];
  }

  /**
   * Also the files that may extend one of those classes without being a flow file of the workspace
   * (nothing starts them, say), and that mention `name`.
   */
  async mentioning(
    name: string,
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<readonly FlowText[]> {
    const files = await this.tied(document, token);
    if (document.uri.scheme !== "file") return files;
    const known = new Set(files.map(({ path }) => path));
    const classes = new Set(files.flatMap((one) => classNames(one.file)));
    const found = await vscode.workspace.findFiles("**/*.py", undefined, mostFiles, token);
    const paths = found
      .filter(({ scheme }) => scheme === "file")
      .map(({ fsPath }) => fsPath)
      .filter((path) => !known.has(path) && !isNeverSearched(path));
    const mentions = (text: string): boolean =>
      text.includes(name) && [...classes].some((one) => text.includes(one));
    const wanted: string[] = [];
    for (const path of paths) {
      if (token.isCancellationRequested) throw new vscode.CancellationError();
      if (mentions(await textOf(path))) wanted.push(path);
    }
    return [...files, ...(await this.readAll(wanted, token))];
  }

  /** Until the workspace's flows are known, or the request is given up. */
  private async searched(token: vscode.CancellationToken): Promise<void> {
    await new Promise<void>((resolve) => {
      const given = token.onCancellationRequested(() => {
        resolve();
      });
      void this.index.start().finally(() => {
        given.dispose();
        resolve();
      });
    });
    if (token.isCancellationRequested) throw new vscode.CancellationError();
  }

  private async readAll(
    paths: readonly string[],
    token: vscode.CancellationToken,
  ): Promise<readonly FlowText[]> {
    const files: FlowText[] = [];
    for (const [count, path] of paths.entries()) {
      if (count % batch === batch - 1) await nextTurn();
      if (token.isCancellationRequested) throw new vscode.CancellationError();
      const module = this.store.moduleAt(path);
      if (module === null) continue;
      const { text, imports } = module;
      files.push({ path, text, file: readFlow(text, undefined, imports) });
    }
    return files;
  }
}

/** A file's text, unsaved where it is open; most are only looked at, so nothing of them is kept. */
async function textOf(path: string): Promise<string> {
  const open = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === "file" && uri.fsPath === path,
  );
  // What is gone or not ours to read names no step.
  return open?.getText() ?? readFile(path, "utf8").catch(() => "");
}

/** Whether a file may be edited: it is below a folder of the workspace and no installed package's. */
export function isOwnFile(path: string): boolean {
  if (isNeverSearched(path)) return false;
  const uri = uriOf(path);
  return uri.scheme !== "file" || vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

/** The path by which flows of other files know a document. */
function pathOf(uri: vscode.Uri): string {
  return uri.scheme === "file" ? uri.fsPath : uri.toString();
}

/** The other way round. */
export function uriOf(path: string): vscode.Uri {
  return /^[\w-]{2,}:/u.test(path) ? vscode.Uri.parse(path) : vscode.Uri.file(path);
}

/** The other flow files with a class that is also the document's, or tied to it by further files. */
function tiedPaths({ path, file }: FlowText, files: readonly IndexedFile[]): ReadonlySet<string> {
  const classes = new Set(file.flows.flatMap((flow) => basesElsewhere(flow, file).map(classKey)));
  const tied = new Set<string>();
  const isTied = (key: string): boolean => classes.has(key) || key.startsWith(`${path}:`);
  for (let before = -1; before < tied.size;) {
    before = tied.size;
    for (const { uri, flows } of files) {
      const other = uri.fsPath;
      if (other === path || tied.has(other)) continue;
      const keys = flows.flatMap(({ name, bases }) => [classKey({ path: other, name }), ...bases]);
      if (!keys.some(isTied)) continue;
      tied.add(other);
      for (const key of keys) classes.add(key);
    }
  }
  return tied;
}

/** What the classes are called that a file's flows are made of. */
function classNames(file: FlowFile): readonly string[] {
  return file.flows.flatMap((flow) => [
    flow.name,
    ...basesElsewhere(flow, file).map(({ name }) => name),
    ...flow.bases.map((base) => base.slice(base.lastIndexOf(".") + 1)),
  ]);
}
