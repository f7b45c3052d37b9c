import * as vscode from "vscode";
import type { DagSettings, RunChoice } from "../../webview/protocol";
import { serve, type Handlers, type Server } from "../../webview/rpc";
import { Disposables } from "../disposable";
import type { FlowDiagnostics } from "../flows/diagnostics";
import { stepAt } from "../flows/flowAt";
import type { FlowIndex } from "../flows/flowIndex";
import { revealPosition, type FlowPick } from "../flows/flowPick";
import type { FlowStore } from "../flows/flowStore";
import type { FlowTarget } from "../flows/target";
import { placeOf, type Run } from "../runs/run";
import { runDescription } from "../runs/runRows";
import type { RunService } from "../runs/runService";
import { onSettings, setting } from "../settings";
import { drawFlow, namesOf, type LastDrawing } from "./dagSource";
import { pageHtml, pageTransport } from "./page";
import { choiceElsewhere, type RunElsewhere } from "./runElsewhere";
import { shownRun, type ShownRun } from "./shownRun";

/** What a panel needs of the rest of the extension. */
export interface DagServices {
  readonly extension: vscode.Uri;
  readonly store: FlowStore;
  readonly index: FlowIndex;
  readonly diagnostics: FlowDiagnostics;
  readonly pick: FlowPick;
  readonly runs: RunService;
}

/** The host's side of one DAG panel: tells the page what to draw and does what its clicks ask. */
export class DagPanel implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly server: Server;
  private last: LastDrawing | null = null;
  private runShown: ShownRun = "newest";
  private elsewhere: RunElsewhere | null = null;

  constructor(
    readonly panel: vscode.WebviewPanel,
    private target: FlowTarget,
    private readonly services: DagServices,
  ) {
    this.server = serve(this.handlers(), pageTransport(panel.webview));
    this.owner.add(this.server);
    this.listen();
    panel.title = target.flow;
    panel.webview.html = pageHtml(panel.webview, services.extension, "dag");
  }

  /** The flow that is shown; it changes when the user picks another one. */
  get shown(): FlowTarget {
    return this.target;
  }

  /** The flow of the last good drawing; null before the first. */
  get drawn(): string | null {
    return this.last?.dag.flow ?? null;
  }

  /** The run that is drawn, if it is one of this workspace's own. */
  get run(): Run | undefined {
    return this.services.runs.get(this.runDrawn?.key ?? "");
  }

  private get runDrawn(): Run | RunElsewhere | undefined {
    const others = this.elsewhere === null ? [] : [this.elsewhere];
    return shownRun<Run | RunElsewhere>([...this.ownRuns(), ...others], this.runShown);
  }

  /** Draws one of the flow's runs, or with null the text alone, until the flow's next run. */
  drawRun(key: string | null): void {
    this.runShown = { key, at: Date.now() };
    this.server.tell("run", this.runDrawn?.state ?? null);
  }

  /** Draws a run of another place, which the panel owns from now on, until the flow's next run. */
  drawElsewhere(run: RunElsewhere): void {
    this.elsewhere?.dispose();
    this.elsewhere = run;
    run.onDidChange(() => {
      if (run === this.elsewhere) this.tellRuns([]);
    });
    run.watch(this.panel.visible);
    this.runShown = { key: run.key, at: Date.now() };
    this.tellRuns([]);
  }

  dispose(): void {
    this.elsewhere?.dispose();
    this.owner.dispose();
  }

  private listen(): void {
    const { store, index, runs } = this.services;
    const isOurs = (document: vscode.TextDocument): boolean =>
      document.uri.toString() === this.target.uri;
    const add = (subscription: vscode.Disposable): void => {
      this.owner.add(subscription);
    };
    add(
      store.onDidChange((document) => {
        if (isOurs(document)) void this.tellView();
      }),
    );
    add(
      index.onDidChange(() => {
        if (!vscode.workspace.textDocuments.some(isOurs)) void this.tellView();
      }),
    );
    add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (isOurs(textEditor.document)) this.server.tell("selected", { step: this.selected() });
      }),
    );
    add(
      runs.onDidChange((changed) => {
        this.tellRuns(changed);
      }),
    );
    add(
      this.panel.onDidChangeViewState(({ webviewPanel }) => {
        this.elsewhere?.watch(webviewPanel.visible);
      }),
    );
    add(vscode.workspace.onDidGrantWorkspaceTrust(() => void this.tellView()));
    add(
      onSettings(["dag.direction"], () => {
        this.tellSettings();
      }),
    );
  }

  private handlers(): Handlers {
    const { runs, pick } = this.services;
    const call = (command: string, ...args: readonly unknown[]): null => {
      void vscode.commands.executeCommand(command, ...args);
      return null;
    };
    return {
      ready: () => this.tellAll(),
      openStep: ({ step }) => this.openStep(step),
      openLine: ({ line }) => this.openLine(line),
      runStep: ({ step }) => call("flowlens.runStep", { ...this.target, step }),
      runFlow: () => call("flowlens.runFlow", this.target),
      cancelRun: ({ key }) => {
        (this.elsewhere?.key === key ? this.elsewhere : runs.get(key))?.cancel();
        return null;
      },
      showLog: ({ step }) => {
        const key = this.run?.key;
        if (key === undefined) return this.showPods(step);
        return call(
          "flowlens.showLog",
          step === null ? { type: "run", key } : { type: "step", key, step },
        );
      },
      showPods: ({ step }) => this.showPods(step),
      showCards: ({ step }) => {
        const { run } = this;
        const ran = run?.state.steps.some(({ name, tasks }) => name === step && tasks.length > 0);
        return call(
          "flowlens.showCards",
          run !== undefined && ran === true
            ? { type: "step", key: run.key, step }
            : { ...this.target, step },
        );
      },
      chooseRun: ({ key }) => {
        this.drawRun(key);
        return null;
      },
      chooseFlow: async ({ flow }) => {
        await this.retarget({ ...this.target, flow });
        return null;
      },
      createSample: () => call("flowlens.createSampleFlow"),
      openFlow: async () => {
        await this.retarget(await pick.anyFlow());
        return null;
      },
    };
  }

  private showPods(step: string | null): null {
    const drawn = this.runDrawn;
    if (drawn !== undefined && drawn === this.elsewhere) this.elsewhere.showPods(step);
    else if (drawn !== undefined && step !== null)
      void vscode.commands.executeCommand("flowlens.showPods", {
        type: "step",
        key: drawn.key,
        step,
      });
    return null;
  }

  /** Shows another flow in this panel. */
  private async retarget(target: FlowTarget): Promise<void> {
    this.target = target;
    this.last = null;
    this.runShown = "newest";
    this.elsewhere?.dispose();
    this.elsewhere = null;
    await this.tellAll();
  }

  private async tellAll(): Promise<null> {
    this.tellSettings();
    await this.tellView();
    await this.services.runs.restore();
    this.tellRuns(this.services.runs.list());
    return null;
  }

  private async tellView(): Promise<void> {
    const document = await this.document();
    const { store, diagnostics } = this.services;
    const file = document === null ? null : store.read(document);
    const findings = document === null || file === null ? [] : diagnostics.findings(document, file);
    const { target, last } = this;
    const { flow, dag, stale, missing } = drawFlow(file, findings, target.flow, last);
    const flows = namesOf(file);
    if (stale === null && dag !== null) this.last = { dag, flows };
    if (flow !== null) this.target = { ...target, flow };
    this.panel.title = this.target.flow;
    this.server.tell("view", {
      uri: this.target.uri,
      dag,
      stale,
      flows,
      missing,
      selected: this.selected(),
      canRun: vscode.workspace.isTrusted,
    });
  }

  private tellRuns(changed: readonly Run[]): void {
    const own = this.ownRuns();
    const now = Date.now();
    const choices: readonly RunChoice[] = own.map((run) => ({
      key: run.key,
      label: run.facts.plan.step ?? run.state.flow,
      description: runDescription(run.state, now),
      place: placeOf(run.facts),
    }));
    const others = this.elsewhere === null ? [] : [choiceElsewhere(this.elsewhere, now)];
    this.server.tell("runs", [...choices, ...others]);
    const { runDrawn } = this;
    const concerned = changed.length === 0 || changed.some(({ key }) => key === runDrawn?.key);
    if (runDrawn === undefined || concerned) this.server.tell("run", runDrawn?.state ?? null);
  }

  private tellSettings(): void {
    const motion = vscode.workspace.getConfiguration("workbench").get("reduceMotion");
    const settings: DagSettings = {
      direction: setting("dag.direction"),
      reduceMotion: motion === "on",
    };
    this.server.tell("settings", settings);
  }

  private ownRuns(): readonly Run[] {
    const { uri, flow } = this.target;
    return this.services.runs
      .list()
      .filter(({ facts }) => facts.plan.uri === uri && facts.plan.flow === flow);
  }

  private selected(): string | null {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === this.target.uri,
    );
    const file = editor === undefined ? null : this.services.store.read(editor.document);
    if (editor === undefined || file === null) return null;
    const flow = file.flows.find(({ name }) => name === this.target.flow);
    if (flow === undefined) return null;
    return stepAt(flow, editor.document.offsetAt(editor.selection.active))?.name ?? null;
  }

  private async document(): Promise<vscode.TextDocument | null> {
    try {
      return await vscode.workspace.openTextDocument(vscode.Uri.parse(this.target.uri));
    } catch {
      // Deleted or renamed: the panel says that there is no flow.
      return null;
    }
  }

  private async openStep(step: string): Promise<boolean> {
    await this.services.pick.reveal({ ...this.target, step });
    return true;
  }

  private async openLine(line: number): Promise<boolean> {
    const document = await this.document();
    if (document === null) return false;
    await revealPosition(document, new vscode.Position(line - 1, 0));
    return true;
  }
}
