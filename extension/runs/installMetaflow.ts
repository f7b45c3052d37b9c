import { spawn } from "node:child_process";
import * as vscode from "vscode";
import { installCommand } from "../../runtime/metaflow/installation";
import { log } from "../log";
import { Problem } from "../problem";
import { requireTrust } from "../trust";
import type { Interpreter } from "./interpreter";

/** Installs Metaflow into the interpreter of a file; its output goes to the log. */
export async function installMetaflow(interpreter: Interpreter, file: vscode.Uri): Promise<void> {
  requireTrust();
  const python = await interpreter.python(file);
  if (!python.found) throw new Problem(python.problem, [chooseInterpreter]);
  const command = await installCommand(python.path, process.env);
  if ("problem" in command) throw new Problem(command.problem, [showLog]);
  const { command: program, args } = command;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Installing Metaflow for ${python.path}`,
      cancellable: true,
    },
    (_progress, token) => runLogged(program, args, token),
  );
  interpreter.forget();
  void vscode.window.showInformationMessage("Metaflow is installed.");
}

const showLog = {
  title: "Show Log",
  run: (): void => {
    log().show();
  },
};

/** Opens the setting that names the interpreter. */
export const chooseInterpreter = {
  title: "Choose Interpreter",
  run: (): Thenable<unknown> =>
    vscode.extensions.getExtension("ms-python.python") === undefined
      ? vscode.commands.executeCommand("workbench.action.openSettings", "flowlens.python")
      : vscode.commands.executeCommand("python.setInterpreter"),
};

function runLogged(
  program: string,
  args: readonly string[],
  token: vscode.CancellationToken,
): Promise<void> {
  return new Promise((resolve, reject) => {
    log().info([program, ...args].join(" "));
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    const cancelled = token.onCancellationRequested(() => child.kill("SIGINT"));
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        log().info(text.trimEnd());
      });
    child.on("error", (cause) => {
      reject(new Problem(`${program} could not be started.`, [showLog], { cause }));
    });
    child.on("close", (code) => {
      cancelled.dispose();
      if (token.isCancellationRequested) reject(new vscode.CancellationError());
      else if (code === 0) resolve();
      else reject(new Problem("Metaflow could not be installed: the log says why.", [showLog]));
    });
  });
}
