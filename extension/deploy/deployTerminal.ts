import * as vscode from "vscode";
import { withoutToken } from "../../runtime/core/deploy/tokens";
import { Problem } from "../problem";
import { quoted, terminalLines } from "../runs/terminalText";

/** The output of one deployment as it comes, without production tokens; Ctrl+C cancels it. */
export class DeployTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly control = new AbortController();
  readonly onDidWrite = this.written.event;
  private waiting: string[] = [];
  private opened = false;
  /** The last line as far as it came: a token may be cut in two. */
  private rest = "";
  private ended = false;

  /** Aborted by Ctrl+C. */
  get signal(): AbortSignal {
    return this.control.signal;
  }

  /**
   * Shows a terminal of that name, in the place of one whose deployment has ended; the keyboard stays
   * where it is.
   */
  static show(
    name: string,
    command: readonly string[],
    notices: readonly string[],
  ): DeployTerminal {
    for (const old of vscode.window.terminals) if (DeployTerminal.isOver(old, name)) old.dispose();
    const pty = new DeployTerminal();
    const iconPath = new vscode.ThemeIcon("cloud-upload");
    const terminal = vscode.window.createTerminal({ name, iconPath, pty, isTransient: true });
    pty.line(bold(`$ ${command.map(quoted).join(" ")}`));
    for (const notice of notices) pty.line(`\u001b[33m! ${notice}\u001b[39m`);
    pty.line(dim("Ctrl+C cancels the deployment."));
    pty.line("");
    terminal.show(true);
    return pty;
  }

  private static isOver({ name, creationOptions }: vscode.Terminal, wanted: string): boolean {
    const pty = "pty" in creationOptions ? creationOptions.pty : null;
    return name === wanted && pty instanceof DeployTerminal && pty.ended;
  }

  private print(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.line(withoutToken(line));
  }

  /** Prints what `act` prints and how it ends: `done`, or its Problem. */
  async follow<T>(done: string, act: (print: (text: string) => void) => Promise<T>): Promise<T> {
    try {
      const result = await act((text) => {
        this.print(text);
      });
      this.end(true, done);
      return result;
    } catch (error) {
      this.end(false, error instanceof Problem ? error.message : "cancelled");
      throw error;
    }
  }

  private end(succeeded: boolean, sentence: string): void {
    if (this.rest !== "") this.print("\n");
    this.ended = true;
    this.line("");
    this.line(
      succeeded ? `\u001b[32m✓ ${sentence}\u001b[39m` : `\u001b[31m✗ ${sentence}\u001b[39m`,
    );
  }

  open(): void {
    this.opened = true;
    for (const text of this.waiting) this.written.fire(text);
    this.waiting = [];
  }

  close(): void {
    this.written.dispose();
  }

  handleInput(data: string): void {
    if (data.includes("\u0003") && !this.ended) this.control.abort();
  }

  private line(text: string): void {
    const whole = terminalLines(`${text}\n`);
    if (this.opened) this.written.fire(whole);
    else this.waiting.push(whole);
  }
}

function bold(text: string): string {
  return `\u001b[1m${text}\u001b[22m`;
}

function dim(text: string): string {
  return `\u001b[2m${text}\u001b[22m`;
}
