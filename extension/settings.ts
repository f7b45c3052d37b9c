import * as vscode from "vscode";
import { settingDefaults, type Settings } from "./contributions";

/** A setting's value for a file or folder. */
export function setting<K extends keyof Settings>(key: K, scope?: vscode.Uri): Settings[K] {
  return vscode.workspace
    .getConfiguration("flowlens", scope)
    .get<Settings[K]>(key, settingDefaults[key]);
}

/** Calls `listener` when one of the settings changes anywhere. */
export function onSettings(
  keys: readonly (keyof Settings)[],
  listener: () => void,
): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (keys.some((key) => event.affectsConfiguration(`flowlens.${key}`))) listener();
  });
}
