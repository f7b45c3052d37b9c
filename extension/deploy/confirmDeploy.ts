import * as vscode from "vscode";
import { changesSentence } from "../../runtime/core/deploy/changes";
import type { Preview } from "../../runtime/deploy/preview";

/** What the user is asked to agree to. */
export interface Confirmation {
  readonly flow: string;
  readonly preview: Preview;
  /** What will start the flow by itself, beside what does now; a line each. */
  readonly startedBy: readonly string[];
  readonly context: string;
  readonly production: boolean;
  /** What of the flow has no effect there. */
  readonly warnings: readonly string[];
}

/** Asks for the yes; for production the name is to be typed. Anything else is a cancellation. */
export async function confirmDeploy(about: Confirmation): Promise<void> {
  const { flow, preview } = about;
  const message = `Deploy ${flow} to Argo Workflows${about.production ? ", for production" : ""}?`;
  const options = { modal: true, detail: confirmationDetail(about) };
  const answer = await vscode.window.showInformationMessage(message, options, "Deploy");
  if (answer !== "Deploy") throw new vscode.CancellationError();
  if (about.production) await typedName(preview.name);
}

/** Where to, under which name, and what changes: a line each. */
export function confirmationDetail(about: Confirmation): string {
  const { context, startedBy, warnings } = about;
  const { name, namespace, changes } = about.preview;
  return [
    `Context: ${context}`,
    `Namespace: ${namespace}`,
    `WorkflowTemplate: ${name}`,
    ...startedBy,
    "",
    changes === null ? "What is deployed there is not known." : changesSentence(changes),
    ...(warnings.length === 0 ? [] : ["", ...warnings]),
  ].join("\n");
}

/** What goes to production is not deployed by a slip: its name is to be typed. */
export async function typedName(name: string): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title: "Deploy for production",
    prompt: `Type ${name} to deploy it`,
    ignoreFocusOut: true,
    validateInput: (text) => (["", name].includes(text) ? null : `This is not ${name} yet.`),
  });
  if (typed !== name) throw new vscode.CancellationError();
}
