import * as vscode from "vscode";
import type { Disposable } from "./disposable";

let channel: vscode.LogOutputChannel | undefined;

/** The output channel "Flowlens", made on first use. Never given environment values or file contents. */
export function log(): vscode.LogOutputChannel {
  channel ??= vscode.window.createOutputChannel("Flowlens", { log: true });
  return channel;
}

/** Frees the channel at deactivation. */
export const logOwner: Disposable = {
  dispose() {
    channel?.dispose();
    channel = undefined;
  },
};

/** An error as one line for the log, its cause included. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `; cause: ${describeError(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
