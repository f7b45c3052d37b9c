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
  await installPackages(python.path, ["metaflow"], "Metaflow");
  interpreter.forget();
  void vscode.window.showInformationMessage("Metaflow is installed.");
}

/** Installs packages for a Python program, which can be cancelled; its output goes to the log. */
export async function installPackages(
  python: string,
  packages: readonly string[],
  name: string = packages.join(", "),
): Promise<void> {
  const command = await installCommand(python, process.env, packages);
  if ("problem" in command) throw new Problem(command.problem, [showLog]);
  const { command: program, args } = command;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Installing ${name} for ${python}`,
      cancellable: true,
    },
    (_progress, token) => runLogged(program, args, token, name),
  );
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
  name: string,
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
      else reject(new Problem(`${name} could not be installed: the log says why.`, [showLog]));
    });
  });
}
