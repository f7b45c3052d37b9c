import * as vscode from "vscode";
import { dagPanelType } from "../contributions";
import { isFlowTarget, type FlowTarget } from "../flows/target";
import { DagPanel, type DagServices } from "./dagPanel";
import { pageFolder } from "./page";

/** All DAG panels: one per flow, restored after a reload. */
export class DagPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Set<DagPanel>();
  private readonly registration = vscode.window.registerWebviewPanelSerializer(dagPanelType, this);

  constructor(private readonly services: DagServices) {}

  /** The panels that are open. */
  list(): readonly DagPanel[] {
    return [...this.panels];
  }

  /** Shows a flow's panel beside the editor, with a run's states if one is named; the keyboard stays where it is. */
  show(target: FlowTarget, run?: string): void {
    const panel = this.shown(target);
    if (run !== undefined) panel.drawRun(run);
  }

  /** The state is what the page kept: the flow it showed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const target = keptTarget(state);
    if (target === null) panel.dispose();
    else {
      panel.webview.options = {
        enableScripts: true,
        localResourceRoots: [pageFolder(this.services.extension)],
      };
      this.adopt(panel, target);
    }
    return Promise.resolve();
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of this.panels) panel.dispose();
  }

  private shown(target: FlowTarget): DagPanel {
    const known = this.list().find(({ shown }) => isSame(shown, target));
    if (known !== undefined) {
      known.panel.reveal(undefined, true);
      return known;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(dagPanelType, target.flow, place, {
      enableScripts: true,
      localResourceRoots: [pageFolder(this.services.extension)],
    });
    return this.adopt(panel, target);
  }

  private adopt(panel: vscode.WebviewPanel, target: FlowTarget): DagPanel {
    const root = this.services.extension;
    panel.iconPath = {
      light: vscode.Uri.joinPath(root, "media", "dag-light.svg"),
      dark: vscode.Uri.joinPath(root, "media", "dag-dark.svg"),
    };
    const shown = new DagPanel(panel, target, this.services);
    this.panels.add(shown);
    panel.onDidDispose(() => {
      this.panels.delete(shown);
      shown.dispose();
    });
    return shown;
  }
}

/** What a page kept of itself; a page that drew nothing yet kept only its file. */
function keptTarget(state: unknown): FlowTarget | null {
  if (isFlowTarget(state)) return { uri: state.uri, flow: state.flow };
  const uri = (state as { readonly uri?: unknown } | null)?.uri;
  return typeof uri === "string" ? { uri, flow: "" } : null;
}

function isSame(a: FlowTarget, b: FlowTarget): boolean {
  return a.uri === b.uri && a.flow === b.flow;
}
