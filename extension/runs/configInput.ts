import * as vscode from "vscode";
import { configPrompts } from "../../runtime/core/configs";
import type { Flow } from "../../runtime/core/flow";
import type { ConfigChoice } from "../../runtime/metaflow/commandLine";
import type { FlowTarget } from "../flows/target";
import type { RunStorage } from "./runStorage";

/** Asks for the Configs without which the flow cannot run; the answers are remembered as options. */
export async function askConfigs(
  flow: Flow,
  target: FlowTarget,
  storage: RunStorage,
): Promise<void> {
  for (const { name, required } of configPrompts(flow)) {
    const options = storage.options(target);
    if (!required || options.configs.some((config) => config.name === name)) continue;
    const choice = await askConfig(name, null);
    if (!choice) throw new vscode.CancellationError();
    await storage.setOptions(target, { ...options, configs: [...options.configs, choice] });
  }
}

/** A file or a value for one Config; null: none, undefined: left as it was. */
export async function askConfig(
  name: string,
  last: ConfigChoice | null,
): Promise<ConfigChoice | null | undefined> {
  const title = `Config ${name}`;
  const items = [
    { label: "$(file) File…", from: "file" },
    { label: "$(edit) Value…", from: "value" },
    ...(last === null ? [] : [{ label: "$(circle-slash) not set", from: null }]),
  ] as const;
  const chosen = await vscode.window.showQuickPick(items, { title });
  if (chosen === undefined || chosen.from === null) return chosen?.from;
  const { from } = chosen;
  const text =
    from === "file"
      ? (await vscode.window.showOpenDialog({ title, openLabel: "Use" }))?.[0]?.fsPath
      : await vscode.window.showInputBox({
          title,
          prompt: "JSON, or what the Config's parser reads",
          value: last?.from === "value" ? last.text : "",
          ignoreFocusOut: true,
        });
  return text === undefined ? undefined : { name, from, text };
}

/** What is chosen for a Config, for a list. */
export function configDescription(choice: ConfigChoice | undefined, file: string | null): string {
  if (choice !== undefined) return `${choice.from} ${choice.text}`;
  return file === null ? "not set" : `not set (default file ${file})`;
}
