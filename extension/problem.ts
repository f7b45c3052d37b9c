import * as vscode from "vscode";
import { describeError, log } from "./log";

/** What a user can do about a problem. */
export interface Remedy {
  readonly title: string;
  run(): unknown;
}

/** An error with a sentence for the user and, if there is one, a button that mends it. */
export class Problem extends Error {
  constructor(
    sentence: string,
    readonly remedies: readonly Remedy[] = [],
    options?: ErrorOptions,
  ) {
    super(sentence, options);
    this.name = "Problem";
  }
}

/** Shows what went wrong; the cause goes to the log. A cancelled command says nothing. */
export async function reportFailure(what: string, error: unknown): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  if (error instanceof Problem) {
    log().warn(`${what}: ${describeError(error)}`);
    await offer(vscode.window.showWarningMessage, error.message, error.remedies);
    return;
  }
  log().error(`${what}: ${describeError(error)}`);
  const sentence = error instanceof Error ? error.message : String(error);
  await offer(vscode.window.showErrorMessage, `Flowlens: ${sentence}`, [
    {
      title: "Show Log",
      run: () => {
        log().show();
      },
    },
  ]);
}

/**
 * Lets a message with buttons stand while the command that showed it ends; what goes wrong after a
 * click is told like the failure of a command.
 */
export function unattended(what: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => reportFailure(what, error));
}

/** One sentence with buttons; runs the chosen one. */
async function offer(
  show: (message: string, ...buttons: string[]) => Thenable<string | undefined>,
  sentence: string,
  remedies: readonly Remedy[],
): Promise<void> {
  const title = await show(sentence, ...remedies.map((remedy) => remedy.title));
  await remedies.find((remedy) => remedy.title === title)?.run();
}
