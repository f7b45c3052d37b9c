import * as vscode from "vscode";
import type { Preview } from "../../runtime/deploy/preview";
import { Disposables } from "../disposable";

export const previewScheme = "flowlens-deploy";

/** Above the template on both sides, so that it is no difference. */
const heading = `# What Metaflow sends to Argo Workflows, made to be read: commands are broken after &&, and the
# time, the production token and the code package's hash are left out.

`;

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
  async show(preview: Preview, where: string): Promise<vscode.Uri> {
    this.count += 1;
    const after = this.keep(preview.name, "to deploy", heading + preview.after);
    if (preview.before === null) {
      const document = await vscode.workspace.openTextDocument(after);
      await vscode.window.showTextDocument(document, { preview: true });
      return after;
    }
    const before = this.keep(preview.name, "deployed", heading + preview.before);
    const title = `${preview.name}: deployed in ${where} ↔ to deploy`;
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
