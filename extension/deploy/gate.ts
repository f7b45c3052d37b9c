import * as vscode from "vscode";
import type { Finding } from "../../runtime/core/finding";
import { TARGET_NAMES, type DeployTarget } from "../../runtime/core/findings/deploy/deployment";
import type { FlowFile } from "../../runtime/core/flow";
import { rangeOf } from "../convert";
import { Disposables } from "../disposable";
import { toDiagnostic, type FlowDiagnostics } from "../flows/diagnostics";
import { revealPosition, type OpenedFlow } from "../flows/flowPick";
import type { FlowStore } from "../flows/flowStore";
import { Problem } from "../problem";
import { setting } from "../settings";

/** What a flow is held against. */
export interface GateQuestion {
  readonly target: DeployTarget;
  /** Metaflow's settings in force, by full name. */
  readonly configuration: ReadonlyMap<string, string>;
  /** Rules that do not stop this deployment. */
  readonly waived: readonly string[];
}

/**
 * Stops what a deployer would refuse before Metaflow is started, and shows it on the lines until it
 * is mended there.
 */
export class DeployGate implements vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly collection = this.owner.add(
    vscode.languages.createDiagnosticCollection("flowlens-deploy"),
  );
  private readonly asked = new Map<string, GateQuestion>();

  constructor(
    private readonly store: FlowStore,
    private readonly diagnostics: FlowDiagnostics,
  ) {
    this.owner.add(
      store.onDidChange((document) => {
        this.refresh(document);
      }),
    );
    this.owner.add(
      store.onDidClose(({ uri }) => {
        this.forget(uri);
      }),
    );
  }

  /** What the flow loses there, in sentences. Throws the Problem of a flow that will be refused. */
  pass({ document, file, flow }: OpenedFlow, question: GateQuestion): readonly string[] {
    const about = this.findings(document, file, question).filter(
      (finding) => finding.flow === flow.name || finding.flow === null,
    );
    this.asked.set(document.uri.toString(), question);
    this.refresh(document);
    const errors = about.filter(
      ({ severity, rule }) => severity === "error" && !question.waived.includes(rule),
    );
    const [first] = errors;
    if (first !== undefined) throw refusal(document, file, question.target, errors, first);
    return about
      .filter(({ severity, rule }) => severity === "warning" && rule.startsWith("deploy/"))
      .map(({ message }) => message);
  }

  dispose(): void {
    this.owner.dispose();
  }

  private findings(
    document: vscode.TextDocument,
    file: FlowFile,
    { target, configuration }: GateQuestion,
  ): readonly Finding[] {
    return this.diagnostics.judge(document, file, { target, configuration });
  }

  /** Only what the deployer adds: the rest is underlined already. */
  private refresh(document: vscode.TextDocument): void {
    const question = this.asked.get(document.uri.toString());
    const file = question === undefined ? null : this.store.read(document);
    if (question === undefined || file === null) return;
    const found = this.findings(document, file, question).filter(
      ({ rule }) => rule.startsWith("deploy/") && !question.waived.includes(rule),
    );
    if (found.length === 0) this.forget(document.uri);
    // The squiggles of this target are there all the time when the user wants that.
    else if (setting("deployTarget", document.uri) === question.target)
      this.collection.delete(document.uri);
    else
      this.collection.set(
        document.uri,
        found.map((finding) => toDiagnostic(finding, file, document.uri)),
      );
  }

  private forget(uri: vscode.Uri): void {
    this.asked.delete(uri.toString());
    this.collection.delete(uri);
  }
}

function refusal(
  document: vscode.TextDocument,
  file: FlowFile,
  target: DeployTarget,
  errors: readonly Finding[],
  first: Finding,
): Problem {
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  const sentence = `${TARGET_NAMES[target]} would refuse ${first.flow ?? "this flow"}${more}: ${first.message}`;
  const show = {
    title: "Show Problems",
    run: async () => {
      await revealPosition(document, rangeOf(file.lines, first.span).start);
      await vscode.commands.executeCommand("workbench.actions.view.problems");
    },
  };
  return new Problem(sentence, [show]);
}
