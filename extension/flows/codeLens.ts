import * as vscode from "vscode";
import type { FlowFile } from "../../runtime/core/flow";
import { whereSuffix } from "../../runtime/core/where";
import { commandFor } from "../commands";
import type { CommandId } from "../contributions";
import { deployCommand } from "../deploy/deployLens";
import { Disposables } from "../disposable";
import type { WhereChoice } from "../runs/whereChoice";
import { onSettings, setting } from "../settings";
import type { FlowStore } from "./flowStore";
import {
  anchorsOf,
  runStepTitle,
  shiftAnchors,
  steadyAnchors,
  type LensAnchor,
  type LineEdit,
} from "./lensAnchors";

interface Shown {
  /** ` · Docker`; nothing for runs on this machine. */
  readonly where: string;
  readonly flow: boolean;
  readonly dag: boolean;
  readonly step: boolean;
  readonly cards: boolean;
  /** What *Deploy* does; null where it is not shown. */
  readonly deploy: CommandId | null;
}

/**
 * *Run flow*, *Show DAG* and *Deploy* above a flow's class, *Run step* and *Show cards* above each
 * step, with where they run.
 */
export class FlowLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly anchors = new Map<string, readonly LensAnchor[]>();
  private readonly changed = this.owner.add(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly store: FlowStore,
    private readonly where: WhereChoice,
  ) {
    this.owner.add(
      where.onDidChange(() => {
        this.changed.fire();
      }),
    );
    this.owner.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        this.shift(document, contentChanges);
      }),
    );
    this.owner.add(
      store.onDidClose((document) => {
        this.anchors.delete(document.uri.toString());
      }),
    );
    this.owner.add(
      onSettings(
        [
          "codeLens.runFlow",
          "codeLens.showDag",
          "codeLens.runStep",
          "codeLens.showCards",
          "codeLens.deploy",
          "deployTarget",
        ],
        () => {
          this.changed.fire();
        },
      ),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const file = this.store.read(document);
    if (file === null) return [];
    const key = document.uri.toString();
    const anchors = steadyAnchors(
      this.anchors.get(key) ?? [],
      anchorsOf(file),
      file.syntaxProblem !== null,
      (line) => (line < document.lineCount ? document.lineAt(line).text : ""),
    );
    this.anchors.set(key, anchors);
    const where = whereSuffix(this.where.of(document.uri));
    const shown: Shown = {
      where: where === null ? "" : ` · ${where}`,
      flow: setting("codeLens.runFlow", document.uri),
      dag: setting("codeLens.showDag", document.uri),
      step: setting("codeLens.runStep", document.uri),
      cards: setting("codeLens.showCards", document.uri),
      deploy: setting("codeLens.deploy", document.uri)
        ? deployCommand(setting("deployTarget", document.uri))
        : null,
    };
    return anchors.flatMap((anchor) => {
      const runStep = runStepTitle(anchor, anchors);
      const lenses = lensesAt(anchor, key, shown, runStep);
      return shown.cards && leavesCards(file, anchor)
        ? [...lenses, cardsLens(anchor, key)]
        : lenses;
    });
  }

  dispose(): void {
    this.owner.dispose();
  }

  private shift(
    document: vscode.TextDocument,
    changes: readonly vscode.TextDocumentContentChangeEvent[],
  ): void {
    const key = document.uri.toString();
    const known = this.anchors.get(key);
    if (known === undefined) return;
    // The last edit first, so that each edit's lines are still those of the text before it.
    const edits = changes.map(lineEdit).sort((a, b) => b.line - a.line);
    this.anchors.set(key, shiftAnchors(known, edits));
  }
}

function lineEdit(change: vscode.TextDocumentContentChangeEvent): LineEdit {
  const { start, end } = change.range;
  return {
    line: start.line,
    removed: end.line - start.line,
    added: change.text.split(/\r\n|\r|\n/).length - 1,
  };
}

/** Whether the text asks for a card of the anchor's step. */
function leavesCards(file: FlowFile, { flow, step }: LensAnchor): boolean {
  const found = file.flows.find(({ name }) => name === flow);
  const decorators = found?.steps.find(({ name }) => name === step)?.decorators ?? [];
  return decorators.some(({ name, origin }) => name === "card" && origin !== "user");
}

function cardsLens({ line, flow, step }: LensAnchor, uri: string): vscode.CodeLens {
  const command = commandFor("flowlens.showCards", "$(preview) Show cards", { uri, flow, step });
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
}

function lensesAt(
  anchor: LensAnchor,
  uri: string,
  shown: Shown,
  runStep: string,
): readonly vscode.CodeLens[] {
  const { flow, step } = anchor;
  const range = new vscode.Range(anchor.line, 0, anchor.line, 0);
  const commands: vscode.Command[] = [];
  if (step !== null) {
    if (shown.step && anchor.runnable)
      commands.push(
        commandFor("flowlens.runStep", `$(play) ${runStep}${shown.where}`, { uri, flow, step }),
      );
  } else {
    if (shown.flow && anchor.runnable)
      commands.push(
        commandFor("flowlens.runFlow", `$(play) Run flow${shown.where}`, { uri, flow }),
      );
    if (shown.dag)
      commands.push(commandFor("flowlens.showDag", "$(type-hierarchy) Show DAG", { uri, flow }));
    if (shown.deploy !== null && anchor.runnable)
      commands.push(commandFor(shown.deploy, "$(cloud-upload) Deploy", { uri, flow }));
  }
  return commands.map((command) => new vscode.CodeLens(range, command));
}
