import * as vscode from "vscode";
import type { Origin } from "../../runtime/core/configuration/attributes";
import {
  effectiveKubernetes,
  type EffectiveKubernetes,
} from "../../runtime/core/configuration/effective";
import { rowOf, summaryOfPod, type SummaryRow } from "../../runtime/core/configuration/summary";
import type { Decorator, FlowFile, Step } from "../../runtime/core/flow";
import { rangeOf } from "../convert";
import { placeWords } from "./places";
import type { SettingsStore, Surroundings } from "./settingsStore";

/** What a step's pod really gets, under the pointer on `@kubernetes`, `@resources` and their options. */
export async function effectiveHoverAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  file: FlowFile,
  settings: SettingsStore,
): Promise<vscode.Hover | null> {
  const offset = document.offsetAt(position);
  const found = amountDecoratorAt(file, offset);
  if (found === null) return null;
  const surroundings = await settings.read(document.uri);
  if (surroundings === null) return null;
  const effective = effectiveKubernetes(found.step, surroundings.settings, surroundings);
  if (effective === null) return null;
  const { step, decorator } = found;
  const argument = decorator.arguments.find(
    ({ nameSpan }) => nameSpan !== null && within(nameSpan, offset),
  );
  if (argument?.name && argument.nameSpan) {
    const row = rowOf(argument.name, effective);
    return row && new vscode.Hover(optionText(row), rangeOf(file.lines, argument.nameSpan));
  }
  if (!within(decorator.nameSpan, offset)) return null;
  const text = podText(step, effective, surroundings);
  return new vscode.Hover(text, rangeOf(file.lines, decorator.nameSpan));
}

/** `@kubernetes` or `@resources` around an offset, with the step that it stands on. */
function amountDecoratorAt(
  file: FlowFile,
  offset: number,
): { readonly step: Step; readonly decorator: Decorator } | null {
  for (const { steps } of file.flows)
    for (const step of steps)
      for (const decorator of step.decorators) {
        const { name, origin, span } = decorator;
        const ours = origin === "metaflow" && (name === "kubernetes" || name === "resources");
        if (ours && within(span, offset)) return { step, decorator };
      }
  return null;
}

function within(span: { readonly start: number; readonly end: number }, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

function optionText(row: SummaryRow): vscode.MarkdownString {
  return new vscode.MarkdownString(
    `The pod gets ${code(row.value)}, from ${originsInWords(row.origins)}.`,
  );
}

function podText(
  step: Step,
  effective: EffectiveKubernetes,
  { problems }: Surroundings,
): vscode.MarkdownString {
  const { rows, resources, qos, unset } = summaryOfPod(effective);
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**What the pod of ${code(step.name)} gets**\n\n`);
  for (const problem of problems) text.appendText(problem).appendMarkdown("\n\n");
  text.appendMarkdown("| resource | request | limit |\n|:--|:--|:--|\n");
  for (const { name, request, limit } of resources)
    text.appendMarkdown(`| ${name} | ${cell(request)} | ${cell(limit)} |\n`);
  text.appendMarkdown(`\n${qos}\n\n`);
  text.appendMarkdown("| option | value | from |\n|:--|:--|:--|\n");
  for (const { option, value, origins } of rows)
    text.appendMarkdown(`| ${option} | ${code(value)} | ${originsInWords(origins)} |\n`);
  if (unset.length > 0) text.appendMarkdown(`\nNot set: ${unset.map(code).join(", ")}`);
  return text;
}

/** Each origin once, with a link where it is in a file. */
export function originsInWords(origins: readonly Origin[]): string {
  return [...new Set(origins.map(originInWords))].join(" + ");
}

function originInWords(origin: Origin): string {
  switch (origin.from) {
    case "decorator":
      return `@${origin.decorator}`;
    case "with":
      return code(`--with ${origin.spec}`);
    case "option":
      return origin.option;
    case "default":
      return "default";
    case "setting": {
      const { place } = origin.setting;
      if (place.in === "environment") return code(origin.setting.name);
      const uri = vscode.Uri.file(place.path).with({ fragment: `L${place.line}` });
      return `[${placeWords(place)}](${uri.toString()} "${origin.setting.name}")`;
    }
  }
}

function cell(text: string | null): string {
  return text === null ? "none" : code(text);
}

/** Text that means nothing to Markdown, in a cell of a table too. */
function code(text: string): string {
  const line = text.replace(/\s+/gu, " ").replaceAll("`", "'").replaceAll("|", "\\|");
  return `\`${line}\``;
}
