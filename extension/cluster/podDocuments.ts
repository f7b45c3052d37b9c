import * as vscode from "vscode";
import type { Connection } from "../../runtime/cluster/connection";
import { Disposables, Throttled } from "../disposable";
import type { ClusterChoice } from "./clusterChoice";
import type { ClusterSources } from "./clusterSource";
import { PodLogs, unreadable } from "./podLogs";

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

/** Logs and YAML of pods as read-only documents; a log grows for as long as it is open. */
export class PodDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly grown = new Set<string>();
  private readonly atEnd = new Set<string>();
  private readonly refresh = this.owner.add(
    new Throttled(250, () => {
      this.tell();
    }),
  );
  private readonly logs = this.owner.add(
    new PodLogs((key) => {
      this.grown.add(key);
      this.refresh.call();
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
    const key = uri.toString();
    const open = vscode.workspace.textDocuments.some((one) => one.uri.toString() === key);
    // Asked for again, it is read again: a log that ended or failed, or YAML that is old by now.
    if (open && !this.logs.isGrowing(key)) {
      this.end(key);
      if (place.part !== "yaml") this.atEnd.add(key);
      this.changed.fire(uri);
    }
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
    if (place.part !== "yaml") showEnd(document);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const place = JSON.parse(uri.query) as PodPlace;
    const key = uri.toString();
    const known = this.logs.text(key);
    if (known !== undefined) return known;
    try {
      const connection = await this.connection(place);
      if (place.part === "yaml") return await this.yaml(connection, place);
      return await this.logs.follow(key, connection, place);
    } catch (error) {
      return unreadable(error);
    }
  }

  dispose(): void {
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
    this.logs.end(key);
    this.grown.delete(key);
    this.atEnd.delete(key);
  }
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
