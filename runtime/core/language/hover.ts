import type { DecoratorReference, OptionReference } from "../reference";
import { DECORATORS } from "../reference";
import type { RuleId } from "../rules";
import type { Decorator, Flow, FlowFile, Step } from "../flow";
import { sliceOf } from "../flowReader/sources";
import { buildGraph } from "../graph";
import type { Span } from "../text";
import { ruleOf } from "./ruleOf";
import { stepKind } from "./stepKind";

/** What is said about the word under the pointer. */
export interface Hover {
  readonly span: Span;
  /** Python that names the thing; a step with its decorators. */
  readonly code: string;
  /** Plain text; the last may be the user's own words. */
  readonly sentences: readonly string[];
  /** The rule whose documentation says more. */
  readonly rule: RuleId | null;
}

/** Options beyond these are only counted. */
const SHOWN_OPTIONS = 6;
const SHORT_DECORATOR = 60;

/** The documentation of a Metaflow decorator, of its option, or of a step named in `self.next()`. */
export function hoverAt(text: string, file: FlowFile, offset: number): Hover | null {
  for (const flow of file.flows) {
    const found = decoratorHover(flow.decorators, offset) ?? stepsHover(text, flow, offset);
    if (found !== null) return found;
  }
  return null;
}

function stepsHover(text: string, flow: Flow, offset: number): Hover | null {
  const step = flow.steps.find(({ span }) => contains(span, offset));
  if (step === undefined) return null;
  return decoratorHover(step.decorators, offset) ?? targetHover(text, flow, step, offset);
}

function decoratorHover(decorators: readonly Decorator[], offset: number): Hover | null {
  const decorator = decorators.find(({ span }) => contains(span, offset));
  const reference = decorator?.origin === "metaflow" ? DECORATORS.get(decorator.name) : undefined;
  if (decorator === undefined || reference === undefined) return null;
  if (contains(decorator.nameSpan, offset)) return aboutDecorator(reference, decorator.nameSpan);
  for (const { name, nameSpan } of decorator.arguments) {
    if (nameSpan === null || !contains(nameSpan, offset)) continue;
    const option = reference.options.find((one) => one.name === name);
    return option === undefined ? null : aboutOption(reference, option, nameSpan);
  }
  return null;
}

function aboutDecorator({ name, doc, options }: DecoratorReference, span: Span): Hover {
  const names = options.slice(0, SHOWN_OPTIONS).map((option) => option.name);
  const more = options.length > SHOWN_OPTIONS ? [...names, "..."] : names;
  const code = more.length === 0 ? `@${name}` : `@${name}(${more.join(", ")})`;
  return { span, code, sentences: [doc], rule: ruleOf(name, null) };
}

function aboutOption(decorator: DecoratorReference, option: OptionReference, span: Span): Hover {
  return {
    span,
    code: optionSignature(option),
    sentences: [optionDoc(option)],
    rule: ruleOf(decorator.name, option.name),
  };
}

/** Name, type and default, in Python's notation: `cpu: int = "1"`. */
export function optionSignature({ name, type, defaultValue }: OptionReference): string {
  return `${name}: ${type} = ${defaultValue}`;
}

/** The option's sentence, and its unit where it has one. */
export function optionDoc({ doc, unit }: OptionReference): string {
  return unit === null ? doc : `${doc} Unit: ${unit}.`;
}

function targetHover(text: string, flow: Flow, step: Step, offset: number): Hover | null {
  if (step.transition.form === "none") return null;
  const target = step.transition.targets.find(({ span }) => contains(span, offset));
  const node = target && buildGraph(flow).nodes.get(target.name);
  if (!node) return null;
  const { name, isAsync, parametersSpan, decorators, doc, inheritedFrom, source } = node.step;
  const kind = stepKind(node);
  const sources = source === null ? [] : [source];
  const signature = oneLine(sliceOf(text, sources, parametersSpan));
  const sentences = [inheritedFrom === null ? kind : `${kind}, declared in ${inheritedFrom}`];
  if (doc !== null) sentences.push(doc);
  const above = decorators.map((one) => `${short(sliceOf(text, sources, one.span))}\n`).join("");
  const code = `${above}${isAsync ? "async " : ""}def ${name}${signature}`;
  return { span: target.span, code, sentences, rule: null };
}

function short(text: string): string {
  const line = oneLine(text);
  return line.length <= SHORT_DECORATOR ? line : `${line.slice(0, SHORT_DECORATOR - 1)}…`;
}

function oneLine(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(/\( /u, "(")
    .replace(/,? \)$/u, ")");
}

/** The end counts: the pointer is often just behind a word. */
function contains({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
