import * as vscode from "vscode";
import { isClusterError, type Connection } from "../../runtime/cluster/connection";
import { plainLog } from "../../runtime/core/cluster/podLog";
import { stripAnsi } from "../../runtime/core/runnerOutput";
import { Disposables, Throttled } from "../disposable";
import { describeError, log } from "../log";
import type { ClusterChoice } from "./clusterChoice";
import type { ClusterSources } from "./clusterSource";

const scheme = "flowlens-pod";

/** What a document shows. Part of its URI, so it survives a reload of the window. */
export interface PodPlace {
  readonly part: "log" | "previous" | "yaml";
  readonly resource: "pods" | "jobs";
  readonly context: string;
  readonly namespace: string;
  readonly name: string;
  readonly container: string | null;
  /** The folder whose kubeconfig leads to the cluster, as a URI; null: the first one. */
  readonly folder: string | null;
}

/** So many of the last lines are asked for, and so many characters are kept. */
const TAIL = 20_000;
const LONGEST = 8_000_000;

interface Growing {
  text: string;
  readonly control: AbortController;
}

/** Logs and YAML of pods as read-only documents; a log grows for as long as it is open. */
export class PodDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly logs = new Map<string, Growing>();
  private readonly grown = new Set<string>();
  private readonly atEnd = new Set<string>();
  private readonly refresh = this.owner.add(
    new Throttled(250, () => {
      this.tell();
    }),
  );
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly choice: ClusterChoice,
    private readonly sources: ClusterSources,
  ) {
    this.owner.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.owner.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.end(uri.toString());
      }),
    );
    this.owner.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.atEnd.delete(document.uri.toString())) showEnd(document);
      }),
    );
  }

  async show(place: PodPlace): Promise<void> {
    const uri = uriOf(place);
    // Asked for again, it is read again: a log that ended, or YAML that is old by now.
    const open = vscode.workspace.textDocuments.some(
      (one) => one.uri.toString() === uri.toString(),
    );
    if (open && !this.logs.has(uri.toString())) this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
    if (place.part !== "yaml") showEnd(document);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const place = JSON.parse(uri.query) as PodPlace;
    const key = uri.toString();
    const known = this.logs.get(key);
    if (known !== undefined) return known.text;
    try {
      const connection = await this.connection(place);
      if (place.part === "yaml") return await this.yaml(connection, place);
      return await this.follow(key, connection, place);
    } catch (error) {
      return sentenceOf(error);
    }
  }

  dispose(): void {
    for (const key of [...this.logs.keys()]) this.end(key);
    this.owner.dispose();
  }

  private async connection({ folder, context, namespace }: PodPlace): Promise<Connection> {
    const scope = folder === null ? undefined : vscode.Uri.parse(folder);
    const environment = await this.choice.environment(scope);
    return this.sources.of({ context, namespace, environment }).connection();
  }

  private async yaml(connection: Connection, place: PodPlace): Promise<string> {
    const { shownYaml } = await import("../../runtime/cluster/kubernetes.js");
    const { resource, namespace, name } = place;
    return shownYaml(connection, { resource, namespace, name });
  }

  /** Resolves with what is there within a moment; the rest comes as changes of the document. */
  private follow(key: string, connection: Connection, place: PodPlace): Promise<string> {
    const growing: Growing = { text: "", control: new AbortController() };
    this.logs.set(key, growing);
    const ended = this.read(key, growing, connection, place);
    const moment = new Promise((resolve) => setTimeout(resolve, 700));
    return Promise.race([ended, moment]).then(() =>
      growing.text === "" && this.logs.has(key) ? "Nothing printed yet.\n" : growing.text,
    );
  }

  private async read(
    key: string,
    growing: Growing,
    connection: Connection,
    { namespace, name, container, part }: PodPlace,
  ): Promise<void> {
    const { signal } = growing.control;
    const add = (text: string): void => {
      growing.text += text;
      if (growing.text.length > LONGEST) growing.text = growing.text.slice(-LONGEST * 0.7);
      this.grown.add(key);
      this.refresh.call();
    };
    try {
      const pieces = connection.podLog({
        ...{ namespace, pod: name, signal, tail: TAIL },
        ...(container === null ? {} : { container }),
        ...(part === "previous" ? { previous: true } : { follow: true }),
      });
      let rest = "";
      for await (const piece of pieces) {
        const lines = (rest + piece).split("\n");
        rest = lines.pop() ?? "";
        if (lines.length > 0) add(stripAnsi(plainLog(`${lines.join("\n")}\n`)));
      }
      if (rest !== "") add(stripAnsi(plainLog(rest)));
      if (growing.text === "") add("Nothing was printed.\n");
    } catch (error) {
      if (!signal.aborted) add(`${growing.text === "" ? "" : "\n"}${sentenceOf(error)}`);
    }
  }

  /** Documents whose end is in sight keep it there. */
  private tell(): void {
    for (const key of this.grown) {
      const editor = vscode.window.visibleTextEditors.find(
        ({ document }) => document.uri.toString() === key,
      );
      const last = editor?.visibleRanges.at(-1)?.end.line ?? 0;
      if (editor !== undefined && last >= editor.document.lineCount - 2) this.atEnd.add(key);
      this.changed.fire(vscode.Uri.parse(key));
    }
    this.grown.clear();
  }

  private end(key: string): void {
    this.logs.get(key)?.control.abort();
    this.logs.delete(key);
    this.atEnd.delete(key);
  }
}

function sentenceOf(error: unknown): string {
  log().warn(`a pod's document cannot be read: ${describeError(error)}`);
  if (isClusterError(error)) return `${error.message}\n`;
  return `This cannot be shown: ${error instanceof Error ? error.message : String(error)}\n`;
}

function showEnd(document: vscode.TextDocument): void {
  const end = document.lineAt(document.lineCount - 1).range;
  for (const editor of vscode.window.visibleTextEditors)
    if (editor.document === document) editor.revealRange(end);
}

/** The path is what the editor's tab shows, its ending chooses the language. */
function uriOf(place: PodPlace): vscode.Uri {
  const { context, namespace, name, container, part } = place;
  const suffix = part === "previous" ? " before restart" : "";
  const file = part === "yaml" ? `${name}.yaml` : `${container ?? name}${suffix}.log`;
  const clean = (text: string): string => text.replaceAll("/", "_");
  return vscode.Uri.from({
    scheme,
    path: `/${[context, namespace, name, file].map(clean).join("/")}`,
    query: JSON.stringify(place),
  });
}
