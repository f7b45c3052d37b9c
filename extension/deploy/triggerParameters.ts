import * as vscode from "vscode";
import type { Flow } from "../../runtime/core/flow";
import {
  leftOut,
  parameterPrompts,
  spellParameter,
  type ParameterPrompt,
} from "../../runtime/core/parameters";
import type { ParameterValue } from "../../runtime/runners/runner";
import type { FlowTarget } from "../flows/target";
import { askParameter, askParameters } from "../runs/parameterInput";
import type { RunStorage } from "../runs/runStorage";

/** Asks for what a run needs, and offers to change the rest; without parameters nothing is asked. */
export async function askTriggerParameters(
  flow: Flow,
  target: FlowTarget,
  storage: RunStorage,
): Promise<readonly ParameterValue[]> {
  const prompts = parameterPrompts(flow);
  const values = new Map(
    (await askParameters(flow, target, storage)).map(({ name, value }) => [name, value]),
  );
  while (prompts.length > 0) {
    const chosen = await vscode.window.showQuickPick(
      [
        { label: "$(play) Trigger", prompt: null },
        ...prompts.map((prompt) => ({
          label: prompt.name,
          description: values.get(prompt.name) ?? deployedValue(prompt),
          prompt,
        })),
      ],
      { title: `Trigger ${flow.name}`, placeHolder: "Trigger it, or change a parameter first" },
    );
    if (chosen === undefined) throw new vscode.CancellationError();
    if (chosen.prompt === null) break;
    await change(chosen.prompt, flow, values);
  }
  return [...values].map(([name, value]) => ({ name, value }));
}

async function change(
  prompt: ParameterPrompt,
  flow: Flow,
  values: Map<string, string>,
): Promise<void> {
  const typed = await askParameter(prompt, flow.name, values.get(prompt.name));
  if (typed === undefined) return;
  if (leftOut(prompt, typed)) values.delete(prompt.name);
  else values.set(prompt.name, spellParameter(prompt, typed));
}

/** The default was fixed when the flow was deployed; the text may have been edited since. */
function deployedValue({ fallback }: ParameterPrompt): string {
  return fallback === null ? "as deployed" : `as deployed (${fallback})`;
}
