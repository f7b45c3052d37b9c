import * as vscode from "vscode";
import { dagPanelType } from "../contributions";
import { isFlowTarget, type FlowTarget } from "../flows/target";
import type { DagPanel, DagServices } from "./dagPanel";
import { pageFolder } from "./page";
import type { RunElsewhere } from "./runElsewhere";

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
  async show(target: FlowTarget, run?: string): Promise<void> {
    const panel = this.shown(await loadPanel(), target);
    if (run !== undefined) panel.drawRun(run);
  }

  /** The same with a run of another place. */
  async showElsewhere(target: FlowTarget, run: RunElsewhere): Promise<void> {
    this.shown(await loadPanel(), target).drawElsewhere(run);
  }

  /** The state is what the page kept: the flow it showed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const target = keptTarget(state);
    if (target === null) panel.dispose();
    else {
      panel.webview.options = {
        enableScripts: true,
        localResourceRoots: [pageFolder(this.services.extension)],
      };
      this.adopt(await loadPanel(), panel, target);
    }
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of this.panels) panel.dispose();
  }

  private shown(part: DagPart, target: FlowTarget): DagPanel {
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
    return this.adopt(part, panel, target);
  }

  private adopt(part: DagPart, panel: vscode.WebviewPanel, target: FlowTarget): DagPanel {
    const root = this.services.extension;
    panel.iconPath = {
      light: vscode.Uri.joinPath(root, "media", "dag-light.svg"),
      dark: vscode.Uri.joinPath(root, "media", "dag-dark.svg"),
    };
    const shown = new part.DagPanel(panel, target, this.services);
    this.panels.add(shown);
    panel.onDidDispose(() => {
      this.panels.delete(shown);
      shown.dispose();
    });
    return shown;
  }
}

interface DagPart {
  readonly DagPanel: typeof DagPanel;
}

/** The panel is loaded when the first graph is shown. */
function loadPanel(): Promise<DagPart> {
  return import("./dagPanel.js");
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
