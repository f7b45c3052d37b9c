import * as vscode from "vscode";
import type { Flow } from "../../runtime/core/flow";
import {
  checkParameter,
  leftOut,
  parameterPrompts,
  spellParameter,
  type ParameterPrompt,
} from "../../runtime/core/parameters";
import type { ParameterValue } from "../../runtime/runners/runner";
import type { FlowTarget } from "../flows/target";
import type { RunStorage } from "./runStorage";

/** Asks for the parameters that Metaflow would refuse to run without; the last answers are offered. */
export async function askParameters(
  flow: Flow,
  target: FlowTarget,
  storage: RunStorage,
): Promise<readonly ParameterValue[]> {
  const prompts = parameterPrompts(flow).filter(({ required }) => required);
  const values: ParameterValue[] = [];
  for (const [index, prompt] of prompts.entries()) {
    const title =
      prompts.length === 1 ? flow.name : `${flow.name} (${index + 1} of ${prompts.length})`;
    const question = `${target.uri}#${target.flow}.${prompt.name}`;
    const typed = await askParameter(prompt, title, storage.answer(question));
    if (typed === undefined) throw new vscode.CancellationError();
    await storage.setAnswer(question, typed);
    if (!leftOut(prompt, typed))
      values.push({ name: prompt.name, value: spellParameter(prompt, typed) });
  }
  return values;
}

/** Asks for one parameter; `last` is offered, else its default. */
export function askParameter(
  prompt: ParameterPrompt,
  title: string,
  last: string | undefined,
): Thenable<string | undefined> {
  const help = prompt.help === null ? "" : `: ${prompt.help}`;
  return vscode.window.showInputBox({
    title,
    prompt: `Parameter ${prompt.name} (${prompt.type})${help}`,
    value: last ?? prompt.fallback ?? "",
    ...(prompt.optional ? { placeHolder: "Empty: not passed (None)" } : {}),
    ignoreFocusOut: true,
    validateInput: (value) => checkParameter(prompt, value),
  });
}
