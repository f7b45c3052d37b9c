import * as vscode from "vscode";
import { checkWorkflowName, suggestedName } from "../../runtime/core/deploy/names";
import type { DeployOptions } from "../../runtime/deploy/deployment";

interface OptionItem extends vscode.QuickPickItem {
  /** Asks for a new value; undefined: left as it was. */
  readonly change: (() => Promise<DeployOptions | undefined>) | null;
}

/** The flow whose options are asked for. */
export interface OptionsOf {
  readonly flow: string;
  readonly inProject: boolean;
}

/** Lets the user change the options one by one; gives them when done, undefined when nothing changed. */
export async function editDeployOptions(
  options: DeployOptions,
  of: OptionsOf,
): Promise<DeployOptions | undefined> {
  let current = options;
  for (;;) {
    const done = { label: "$(check) Done", change: null };
    const chosen: OptionItem | undefined = await vscode.window.showQuickPick(
      [done, ...optionItems(current, of)],
      { title: `Deploy options of ${of.flow}`, placeHolder: "Remembered for this flow" },
    );
    if (chosen === undefined) return undefined;
    if (chosen.change === null) return current === options ? undefined : current;
    current = (await chosen.change()) ?? current;
  }
}

function optionItems(options: DeployOptions, of: OptionsOf): readonly OptionItem[] {
  const { name, branch, production, tags, maxWorkers } = options;
  const ofProject = [
    {
      label: "branch",
      description: branch ?? (production ? "none" : "your own"),
      change: async () => {
        const typed = await askText("Branch of the project", branch, "Empty: your own branch");
        return typed === undefined ? undefined : { ...options, branch: typed || null };
      },
    },
    {
      label: "production",
      description: production ? "yes" : "no",
      change: () => Promise.resolve({ ...options, production: !production }),
    },
  ];
  const ofOthers = {
    label: "name",
    description: name ?? "that of the flow",
    change: async () => {
      const typed = await askName(of.flow, name);
      return typed === undefined ? undefined : { ...options, name: typed || null };
    },
  };
  return [
    ...(of.inProject ? ofProject : [ofOthers]),
    {
      label: "tags",
      description: tags.length === 0 ? "none" : tags.join(", "),
      change: async () => {
        const typed = await askText("Tags of the runs", tags.join(" "), "With blanks between");
        if (typed === undefined) return undefined;
        return { ...options, tags: typed.split(/\s+/).filter((tag) => tag !== "") };
      },
    },
    {
      label: "max workers",
      description: maxWorkers === null ? "100" : String(maxWorkers),
      change: async () => {
        const typed = await askWorkers(maxWorkers);
        if (typed === undefined) return undefined;
        return { ...options, maxWorkers: typed === "" ? null : Number(typed) };
      },
    },
  ];
}

function askText(
  title: string,
  value: string | null,
  prompt: string,
): Thenable<string | undefined> {
  return vscode.window.showInputBox({ title, value: value ?? "", prompt, ignoreFocusOut: true });
}

/** A name for the workflow; empty: that of the flow. */
export function askName(flow: string, name: string | null): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: "Name of the workflow",
    value: name ?? suggestedName(flow),
    prompt: "Empty: that of the flow",
    ignoreFocusOut: true,
    validateInput: (typed) => (typed === "" ? null : checkWorkflowName(typed)),
  });
}

function askWorkers(last: number | null): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: "Tasks that run at the same time, at most",
    value: last === null ? "" : String(last),
    prompt: "Empty: 100",
    ignoreFocusOut: true,
    validateInput: (typed) => (/^(?:[1-9]\d{0,5})?$/.test(typed) ? null : "Give a whole number."),
  });
}
