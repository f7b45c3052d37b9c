import * as vscode from "vscode";
import type { Run } from "./run";
import { isActive } from "./runRows";
import type { RunService } from "./runService";
import { whereIcons } from "./whereLook";
import { headerText, outcomeText, terminalLines } from "./terminalText";

/** One terminal per run: the command, its output with its colours, and how it ended. */
export class RunTerminals implements vscode.Disposable {
  private readonly terminals = new Map<string, vscode.Terminal>();
  private readonly closed = vscode.window.onDidCloseTerminal((terminal) => {
    for (const [key, known] of this.terminals) if (known === terminal) this.terminals.delete(key);
  });

  constructor(private readonly runs: RunService) {}

  /** Shows a run's terminal; the keyboard stays where it is. */
  show(run: Run): void {
    let terminal = this.terminals.get(run.key);
    if (terminal === undefined) {
      terminal = vscode.window.createTerminal({
        name: run.facts.plan.step ?? run.state.flow,
        iconPath: new vscode.ThemeIcon(whereIcons[run.facts.plan.where ?? "here"]),
        pty: new RunPty(run, this.runs),
        isTransient: true,
      });
      this.terminals.set(run.key, terminal);
    }
    terminal.show(true);
  }

  dispose(): void {
    this.closed.dispose();
    for (const terminal of this.terminals.values()) terminal.dispose();
  }
}

class RunPty implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly subscriptions: vscode.Disposable[] = [];
  readonly onDidWrite = this.written.event;
  private ended = false;

  constructor(
    private readonly run: Run,
    private readonly runs: RunService,
  ) {}

  /** What came before the terminal was there is written now, so nothing is lost. */
  open(): void {
    const { facts, output } = this.run;
    this.write(headerText(facts.command, facts.notices));
    this.write(output.text());
    this.subscriptions.push(
      this.run.onDidPrint((text) => {
        this.write(text);
      }),
      this.runs.onDidChange(() => {
        this.end();
      }),
    );
    void this.runs.loadOutput(this.run).then(() => {
      this.end();
    });
  }

  close(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.written.dispose();
  }

  handleInput(data: string): void {
    if (data.includes("\u0003") && this.run.active) this.run.cancel();
  }

  private end(): void {
    const { state, outputComplete } = this.run;
    if (this.ended || isActive(state) || !outputComplete) return;
    this.ended = true;
    this.write(outcomeText(state));
  }

  private write(text: string): void {
    if (text !== "") this.written.fire(terminalLines(text));
  }
}
