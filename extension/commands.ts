import * as vscode from "vscode";
import type { CommandId, Handlers } from "./contributions";
import { Disposables, type Disposable } from "./disposable";
import { reportFailure } from "./problem";

/** Registers every command; what a handler throws becomes a sentence for the user and a cause in the log. */
export function registerCommands(handlers: Handlers): Disposable {
  const owner = new Disposables();
  for (const id of Object.keys(handlers) as CommandId[]) {
    const handler = handlers[id] as (...args: unknown[]) => void | Promise<void>;
    owner.add(vscode.commands.registerCommand(id, (...args: unknown[]) => run(id, handler, args)));
  }
  return owner;
}

async function run(
  id: CommandId,
  handler: (...args: unknown[]) => void | Promise<void>,
  args: readonly unknown[],
): Promise<void> {
  try {
    await handler(...args);
  } catch (error) {
    await reportFailure(id, error);
  }
}

/** `vscode.Command` data for a tree node or a lens. */
export function commandFor(
  id: CommandId,
  title: string,
  ...args: readonly unknown[]
): vscode.Command {
  return { command: id, title, arguments: [...args] };
}
