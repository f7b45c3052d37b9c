import * as vscode from "vscode";
import type { ContextKeys } from "./contributions";

const known = new Map<string, string>();

/** Sets a key of `when` clauses, if its value changed. */
export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  const text = JSON.stringify(value);
  if (known.get(key) === text) return;
  known.set(key, text);
  void vscode.commands.executeCommand("setContext", key, value);
}
