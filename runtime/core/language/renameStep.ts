import type { Flow, FlowFile } from "../flow";
import { buildGraph } from "../graph";
import type { Span } from "../text";
import { stepNamedAt, type NamedStep } from "./stepUses";

/** All places to change, or why it must not be done. */
export type Rename = { readonly spans: readonly Span[] } | { readonly refused: string };

/** Names that a flow needs for itself (metaflow/lint.py, check_reserved_words), and those of its ends. */
const RESERVED: ReadonlySet<string> = new Set([
  "name",
  "next",
  "input",
  "index",
  "cmd",
  "start",
  "end",
]);

/** The step's name at an offset, if it can be renamed here; null when there is no step's name. */
export function renamable(
  text: string,
  file: FlowFile,
  offset: number,
): { readonly span: Span; readonly name: string } | { readonly refused: string } | null {
  const named = stepNamedAt(text, file, offset);
  if (named === null) return null;
  const refused = fixedName(text, file, named);
  return refused === null ? { span: named.span, name: named.name } : { refused };
}

/** Renames the step at an offset: its `def`s, all transitions to it, and `inputs.<step>` in joins. */
export function renameStep(
  text: string,
  file: FlowFile,
  offset: number,
  name: string,
): Rename | null {
  const named = stepNamedAt(text, file, offset);
  if (named === null) return null;
  if (name === named.name) return { spans: [] };
  const refused = fixedName(text, file, named) ?? unfitName(text, named, name);
  return refused === null ? { spans: named.uses.map(({ span }) => span) } : { refused };
}

/** Why this step must keep its name. */
function fixedName(text: string, { sources }: FlowFile, named: NamedStep): string | null {
  const { name, family, uses } = named;
  if (family.some((flow) => isByName(flow, name)))
    return `A flow ${name === "start" ? "begins" : "ends"} with the step named '${name}': it must keep its name.`;
  const elsewhere = family.flatMap(({ steps }) => steps).find((step) => step.name === name)?.source;
  if (elsewhere) return `'${name}' is declared in ${fileName(elsewhere.path)}: rename it by hand.`;
  if (!uses.some(({ kind }) => kind === "definition"))
    return `'${name}' is not defined in this file.`;
  const namedIn = sources.find((source) => namesAttribute(source.text, name))?.path;
  if (namedIn !== undefined)
    return `'${name}' is named in ${fileName(namedIn)} too: rename it by hand.`;
  const partial = family.find((flow) => flow.partial);
  if (partial !== undefined)
    return `Not all of ${partial.name} is in this file, and the rest may name '${name}' too: rename it by hand.`;
  return definedTwice(text, named)
    ? `'${name}' is defined more than once in a class: keep one of them, then rename it.`
    : null;
}

/** Whether another file has a method of that name, or an attribute of anything. */
function namesAttribute(text: string, name: string): boolean {
  return new RegExp(`(?:\\.|\\bdef)\\s*${name}\\b`, "u").test(text);
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** Being called `start` or `end` is what makes it the flow's first or last step. */
function isByName(flow: Flow, name: string): boolean {
  if (name !== "start" && name !== "end") return false;
  const step = flow.steps.find((one) => one.name === name);
  return step?.stepDecorator[name] === false && buildGraph(flow)[name] === name;
}

/** Of two methods of one name in a class one is hidden; it would come to light as a step of its own. */
function definedTwice(text: string, { name, family, uses }: NamedStep): boolean {
  const known = uses.map(({ span }) => span.start);
  const indents = family.flatMap(({ steps }) =>
    steps
      .filter((step) => step.name === name)
      .map(({ nameSpan }) => indentAt(text, nameSpan.start)),
  );
  const definition = new RegExp(`^([ \\t]+)((?:async[ \\t]+)?def[ \\t]+)${name}\\b`, "gmu");
  return [...text.matchAll(definition)].some(({ index, 1: indent = "", 2: def = "" }) => {
    const start = index + indent.length + def.length;
    const inside = classesOf(text, family).some((span) => span.start <= start && start < span.end);
    return inside && !known.includes(start) && indents.includes(indent);
  });
}

function indentAt(text: string, offset: number): string {
  const line = Math.max(text.lastIndexOf("\n", offset), text.lastIndexOf("\r", offset)) + 1;
  return /^[ \t]*/u.exec(text.slice(line, offset))?.[0] ?? "";
}

/** The family's classes, and those of the file they extend that are no flows themselves. */
function classesOf(text: string, family: readonly Flow[]): readonly Span[] {
  const flows = new Set(family.map(({ name }) => name));
  const bases = family.flatMap((flow) => flow.bases).filter((base) => /^\w+$/u.test(base));
  const mixins = bases
    .filter((base) => !flows.has(base))
    .flatMap((base) => {
      const start = new RegExp(`^class[ \\t]+${base}\\b`, "mu").exec(text)?.index;
      if (start === undefined) return [];
      const length = text.slice(start).search(/[\r\n][^\s#)]/u);
      return [{ start, end: length === -1 ? text.length : start + length }];
    });
  return [...family.map(({ span }) => span), ...mixins];
}

/** Why the step cannot have this name. */
function unfitName(text: string, { family }: NamedStep, name: string): string | null {
  if (!/^[a-z][a-z0-9_]*$/u.test(name) || KEYWORDS.has(name))
    return "A step's name is made of lower case letters a-z, digits and underscores, begins with a letter and is no word of Python.";
  if (RESERVED.has(name)) return `'${name}' means something else on a flow.`;
  for (const { steps, parameters, name: owner } of family) {
    if (steps.some((step) => step.name === name)) return `${owner} already has a step '${name}'.`;
    if (parameters.some(({ attribute }) => attribute === name))
      return `${owner} already has a parameter '${name}'.`;
  }
  return usedAlready(text, family, name);
}

/** A method or artifact of this name would get in the way. */
function usedAlready(text: string, family: readonly Flow[], name: string): string | null {
  const pattern = new RegExp(`\\bdef[ \\t]+${name}\\b|\\bself\\.${name}\\b`, "u");
  const user = family.find(({ span }) => pattern.test(text.slice(span.start, span.end)));
  return user === undefined ? null : `${user.name} already uses '${name}' for something else.`;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);
