import * as vscode from "vscode";
import { isWhere, type Where } from "../../runtime/core/where";

/** Where each folder's flows run, as last chosen; here until the user chooses. */
export class WhereChoice implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly kept: vscode.Memento) {}

  /** For a flow file (or its folder). */
  of(file: vscode.Uri): Where {
    const where = this.kept.get<unknown>(keyOf(file));
    return isWhere(where) ? where : "here";
  }

  async set(file: vscode.Uri, where: Where): Promise<void> {
    await this.kept.update(keyOf(file), where);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function keyOf(file: vscode.Uri): string {
  const folder = vscode.workspace.getWorkspaceFolder(file)?.uri;
  return `where:${folder?.toString() ?? ""}`;
}
