import * as vscode from "vscode";
import { Disposables } from "../disposable";

const previewScheme = "flowlens-deploy";

/** What is shown: two texts, or one when there is nothing to compare it with. */
export interface Shown {
  readonly name: string;
  readonly before: string | null;
  readonly after: string;
  /** Comments above the text, on both sides, so that they are no difference. */
  readonly heading: string;
}

/** The read-only documents of previews: what is deployed, and what would be. */
export class PreviewDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly texts = new Map<string, string>();
  private count = 0;

  constructor() {
    this.owner.add(vscode.workspace.registerTextDocumentContentProvider(previewScheme, this));
    this.owner.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.texts.delete(uri.toString());
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "# Deploy the flow again to see this.\n";
  }

  /**
   * Shows the difference to what is deployed, or the template alone when there is nothing to compare
   * it with. Gives the document of what would be deployed.
   */
  async show(
    { name, before: old, after: now, heading }: Shown,
    where: string,
  ): Promise<vscode.Uri> {
    this.count += 1;
    const after = this.keep(name, "to deploy", heading + now);
    if (old === null) {
      const document = await vscode.workspace.openTextDocument(after);
      await vscode.window.showTextDocument(document, { preview: true });
      return after;
    }
    const before = this.keep(name, "deployed", heading + old);
    const title = `${name}: deployed in ${where} ↔ to deploy`;
    await vscode.commands.executeCommand("vscode.diff", before, after, title, { preview: true });
    return after;
  }

  dispose(): void {
    this.owner.dispose();
  }

  private keep(name: string, side: string, text: string): vscode.Uri {
    const path = `/${name} (${side}).yaml`;
    const uri = vscode.Uri.from({ scheme: previewScheme, path, query: String(this.count) });
    this.texts.set(uri.toString(), text);
    return uri;
  }
}
