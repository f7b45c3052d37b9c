import * as vscode from "vscode";
import { stripAnsi } from "../../runtime/core/runnerOutput";
import { Disposables, Throttled } from "../disposable";
import { Problem } from "../problem";
import { taskText } from "./runOutput";
import { taskLabel } from "./runRows";
import type { RunService } from "./runService";

const scheme = "flowlens-log";

/** Whose log: one task's, or all of a step's. Part of the document's URI, so it survives a reload. */
interface Place {
  readonly key: string;
  readonly step: string;
  readonly task: string | null;
}

/** The log of a step or one of its tasks as a read-only document that grows while it runs. */
export class TaskLogs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly open = new Set<string>();
  private readonly changed = this.owner.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly refresh = this.owner.add(
    new Throttled(250, () => {
      for (const uri of this.open) this.changed.fire(vscode.Uri.parse(uri));
    }),
  );
  readonly onDidChange = this.changed.event;

  constructor(private readonly runs: RunService) {
    this.owner.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.owner.add(
      runs.onDidChange(() => {
        if (this.open.size > 0) this.refresh.call();
      }),
    );
    this.owner.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.open.delete(uri.toString())),
    );
  }

  async show(place: Place): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.uri(place));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    await this.runs.restore();
    const { key, step, task } = JSON.parse(uri.query) as Place;
    const run = this.runs.get(key);
    if (run === undefined) return "This run is not in the list any more.\n";
    await this.runs.loadOutput(run);
    this.open.add(uri.toString());
    const whole = stripAnsi(run.output.text(step, task ?? undefined));
    const text = task === null ? whole : taskText(whole);
    if (text !== "") return text;
    return run.active ? "Nothing printed yet.\n" : "Nothing was printed.\n";
  }

  dispose(): void {
    this.owner.dispose();
  }

  /** The path is what the editor's tab shows. */
  private uri({ key, step, task }: Place): vscode.Uri {
    const run = this.runs.get(key);
    if (run === undefined) throw new Problem("This run is not in the list any more.");
    const { flow, runId, steps } = run.state;
    const found = steps.find(({ name }) => name === step)?.tasks.find(({ id }) => id === task);
    const label = found === undefined ? step : taskLabel(found);
    const name = label === step ? step : `${step} ${label}`;
    return vscode.Uri.from({
      scheme,
      path: `/${flow}/${runId ?? key}/${name.replaceAll("/", "_")}.log`,
      query: JSON.stringify({ key, step, task } satisfies Place),
    });
  }
}
