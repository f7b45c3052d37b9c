import * as vscode from "vscode";
import type { Flow, FlowFile, Step } from "../../runtime/core/flow";
import { locationOf } from "../convert";
import { Problem } from "../problem";
import { derivedFlows } from "./derivedFlows";
import { flowAt, stepsAt } from "./flowAt";
import type { FlowIndex } from "./flowIndex";
import type { FlowStore } from "./flowStore";
import { isFlowTarget, isStepTarget, type FlowTarget, type StepTarget } from "./target";

/** Which flows a command can be about. */
type Wanted = (flow: { readonly runnable: boolean }) => boolean;

/** A flow found in its document, which is open (if hidden) from then on. */
export interface OpenedFlow {
  readonly document: vscode.TextDocument;
  readonly file: FlowFile;
  readonly flow: Flow;
}

export interface OpenedStep extends OpenedFlow {
  readonly step: Step;
}

/** Finds out which flow or step a command is about: its argument, the cursor, or a question. */
export class FlowPick {
  constructor(
    private readonly store: FlowStore,
    private readonly index: FlowIndex,
  ) {}

  /** The flow of a lens, a tree node, a file, or the active editor; asks when there are several. */
  flow(subject: unknown): Promise<FlowTarget> {
    return this.find(subject, () => true);
  }

  /** The same for commands that run: the cursor in a base class means a flow built on it. */
  runnableFlow(subject: unknown): Promise<FlowTarget> {
    return this.find(subject, ({ runnable }) => runnable);
  }

  /** The step of a lens or tree node, or the one at the cursor; asks when there is none. */
  async step(subject: unknown): Promise<StepTarget> {
    if (isStepTarget(subject)) return { uri: subject.uri, flow: subject.flow, step: subject.step };
    const atCursor = isFlowTarget(subject) ? null : await this.stepAtCursor();
    if (atCursor !== null) return atCursor;
    const target = await this.flow(subject);
    const { flow } = await this.open(target);
    const step = await vscode.window.showQuickPick(
      flow.steps.map(({ name }) => name),
      { title: `Step of ${target.flow}`, placeHolder: "Which step?" },
    );
    if (step === undefined) throw new vscode.CancellationError();
    return { ...target, step };
  }

  /** The flow's document and model. */
  async open(target: FlowTarget): Promise<OpenedFlow> {
    const document = await openDocument(vscode.Uri.parse(target.uri));
    const file = this.store.read(document);
    const flow = file?.flows.find(({ name }) => name === target.flow);
    if (file === null || flow === undefined)
      throw new Problem(`There is no flow ${target.flow} in ${shortName(document.uri)} any more.`);
    return { document, file, flow };
  }

  async openStep(target: StepTarget): Promise<OpenedStep> {
    const opened = await this.open(target);
    const step = opened.flow.steps.find(({ name }) => name === target.step);
    if (step === undefined)
      throw new Problem(`There is no step ${target.step} in ${target.flow} any more.`);
    return { ...opened, step };
  }

  /** Shows the flow's or step's line in an editor. */
  async reveal(target: FlowTarget | StepTarget): Promise<void> {
    const { document, file, flow } = await this.open(target);
    const { nameSpan } = isStepTarget(target) ? (await this.openStep(target)).step : flow;
    const { uri, range } = locationOf(file, document.uri, nameSpan);
    const declaring = uri === document.uri ? document : await openDocument(uri);
    await revealPosition(declaring, range.start);
  }

  private async stepAtCursor(): Promise<StepTarget | null> {
    const editor = vscode.window.activeTextEditor;
    const file = editor === undefined ? null : this.store.read(editor.document);
    if (editor === undefined || file === null) return null;
    const { document, selection } = editor;
    const uri = document.uri.toString();
    const found = stepsAt(file, document.offsetAt(selection.active));
    const target = await choose(found.map(({ flow }) => ({ uri, flow: flow.name })));
    const step = found.find(({ flow }) => flow.name === target?.flow)?.step;
    return target === null || step === undefined ? null : { ...target, step: step.name };
  }

  private async find(subject: unknown, wanted: Wanted): Promise<FlowTarget> {
    if (isFlowTarget(subject)) return { uri: subject.uri, flow: subject.flow };
    const uri = fileOf(subject) ?? vscode.window.activeTextEditor?.document.uri;
    if (uri !== undefined) {
      const here = await this.flowInFile(uri, subject === undefined, wanted);
      if (here !== null) return here;
    }
    return this.anyFlow(wanted);
  }

  private async flowInFile(
    uri: vscode.Uri,
    atCursor: boolean,
    wanted: Wanted,
  ): Promise<FlowTarget | null> {
    const document = await openDocument(uri);
    const file = this.store.read(document);
    const flows = file?.flows ?? [];
    const editor = vscode.window.activeTextEditor;
    const target = ({ name }: Flow): FlowTarget => ({ uri: uri.toString(), flow: name });
    if (atCursor && file !== null && editor?.document === document) {
      const found = flowAt(file, document.offsetAt(editor.selection.active))?.flow;
      if (found !== undefined && wanted(found)) return target(found);
      const built = found === undefined ? [] : derivedFlows(found, flows).filter(wanted);
      if (built.length > 0) return choose(built.map(target));
    }
    const runnable = flows.filter((flow) => flow.runnable);
    return choose((runnable.length > 0 ? runnable : flows).map(target));
  }

  /** Any flow of the workspace: the only one, or the user's choice. */
  async anyFlow(wanted: Wanted = () => true): Promise<FlowTarget> {
    await this.index.start();
    const all = this.index
      .list()
      .flatMap(({ uri, flows }) =>
        flows.filter(wanted).map(({ name }) => ({ uri: uri.toString(), flow: name })),
      );
    const chosen = await choose(all);
    if (chosen === null)
      throw new Problem("There is no flow in this workspace yet.", [
        {
          title: "Create a Sample Flow",
          run: () => vscode.commands.executeCommand("flowlens.createSampleFlow"),
        },
      ]);
    return chosen;
  }
}

/** Shows a place of a document in the column where its editor is, else in the first. */
export async function revealPosition(
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<void> {
  const key = document.uri.toString();
  const visible = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === key,
  );
  const selection = new vscode.Range(position, position);
  const viewColumn = visible?.viewColumn ?? vscode.ViewColumn.One;
  const editor = await vscode.window.showTextDocument(document, { viewColumn, selection });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** A file that a run, a panel or a row of the index still names may have been renamed or deleted. */
async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    const sentence = `${shortName(uri)} is gone: open its flow in the file where it is now.`;
    throw new Problem(sentence, [], { cause: error });
  }
}

/** A file's name with its folder, as the workspace shows it. */
function shortName(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}

async function choose(flows: readonly FlowTarget[]): Promise<FlowTarget | null> {
  if (flows.length <= 1) return flows[0] ?? null;
  const items = flows.map((target) => ({
    label: target.flow,
    description: shortName(vscode.Uri.parse(target.uri)),
    target,
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: "Which flow?" });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.target;
}

/** A menu's argument: the file itself, or a node of Flows that stands for one. */
function fileOf(subject: unknown): vscode.Uri | undefined {
  if (subject instanceof vscode.Uri) return subject;
  if (typeof subject !== "object" || subject === null || !("uri" in subject)) return undefined;
  return typeof subject.uri === "string" ? vscode.Uri.parse(subject.uri) : undefined;
}
