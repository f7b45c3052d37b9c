import type { Transition } from "../flow";
import { argumentsOf, valueOf } from "../python/values";
import {
  childrenOf,
  dottedPath,
  nameOf,
  parseStatement,
  spanOf,
  textOf,
  unwrapped,
} from "../python/syntax";
import type { SyntaxNode } from "@lezer/common";
import type { Span } from "../text";
import type { Argument, PyValue } from "../value";
import { shiftReference } from "./shift";
import { transitionOfBody } from "./transition";

/** A name or a call of a name, as far as one logical line tells; spans are relative to the line. */
export interface Reference {
  /** `mf.step` as its names; null for any other expression. */
  readonly path: readonly string[] | null;
  readonly text: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly called: boolean;
  readonly arguments: readonly Argument[];
}

export interface DefHeader {
  readonly name: string;
  readonly nameSpan: Span;
  readonly isAsync: boolean;
  readonly positionalCount: number;
  readonly parametersSpan: Span;
  /** For a body on the header's own line. */
  readonly transition: Transition | null;
}

export interface ClassHeader {
  readonly name: string;
  readonly nameSpan: Span;
  readonly bases: readonly Reference[];
}

export interface Assignment {
  /** The plain names it binds. */
  readonly names: readonly string[];
  /** What each of them is bound to; null where that is a part of some value. */
  readonly values: readonly (Reference | null)[];
}

/** One name bound by an import; `symbol` null binds the module itself, `*` everything in it. */
export interface ImportedName {
  readonly bound: string;
  readonly module: string;
  readonly symbol: string | null;
}

export function readDecorator(text: string): Reference | null {
  const expression = text.slice(1);
  const [statement] = childrenOf(parseStatement(expression).topNode);
  const node = statement?.name === "ExpressionStatement" ? statement.firstChild : null;
  return node && shiftReference(referenceOf(node, expression), 1);
}

export function readDefHeader(text: string): DefHeader | null {
  const node = definition(text, "FunctionDefinition");
  const name = node?.getChild("VariableName");
  if (!node || !name) return null;
  const parameters = node.getChild("ParamList");
  const body = node.getChild("Body");
  const inline = body && body.to > body.from + 1 ? transitionOfBody(body, text) : null;
  return {
    name: nameOf(name, text),
    nameSpan: spanOf(name),
    isAsync: node.firstChild?.name === "async",
    positionalCount: parameters ? positionalCount(parameters, text) : 0,
    parametersSpan: parameters ? spanOf(parameters) : { start: name.to, end: name.to },
    transition: inline,
  };
}

export function readClassHeader(text: string): ClassHeader | null {
  const node = definition(text, "ClassDefinition");
  const name = node?.getChild("VariableName");
  if (!node || !name) return null;
  const list = node.getChild("ArgList");
  const bases: Reference[] = [];
  for (const argument of list ? childrenOf(list) : []) {
    if (argument.name === "AssignOp") bases.pop();
    const follows = argument.prevSibling?.name;
    if ((follows === "(" || follows === ",") && !"(),".includes(argument.name)) {
      bases.push(referenceOf(unsubscripted(argument), text));
    }
  }
  return { name: nameOf(name, text), nameSpan: spanOf(name), bases };
}

/** `Base` of `Base[int]`: what stands in brackets brings no members. */
function unsubscripted(node: SyntaxNode): SyntaxNode {
  const isSubscript = node.name === "MemberExpression" && !node.getChild("PropertyName");
  return isSubscript && node.firstChild ? node.firstChild : node;
}

export function readAssignment(text: string): Assignment | null {
  const [node] = childrenOf(parseStatement(text).topNode);
  if (node?.name !== "AssignStatement") return null;
  const sides = sidesOf(node);
  const given = sides.pop();
  const names: string[] = [];
  const values: (Reference | null)[] = [];
  for (const targets of sides) {
    targets.parts.forEach((part, index) => {
      if (part.name !== "VariableName") return;
      const value = given && valueFor(targets, index, given);
      names.push(nameOf(part, text));
      values.push(value ? referenceOf(value, text) : null);
    });
  }
  return { names, values };
}

/** What stands between the `=` of an assignment. */
interface Side {
  readonly parts: SyntaxNode[];
  /** `a, b`, also `a,`. */
  several: boolean;
}

function sidesOf(assignment: SyntaxNode): Side[] {
  let side: Side = { parts: [], several: false };
  const sides = [side];
  for (const part of childrenOf(assignment)) {
    if (part.name === "AssignOp") sides.push((side = { parts: [], several: false }));
    else if (part.name === ",") side.several = true;
    else if (part.name !== "TypeDef" && part.name !== "Comment") side.parts.push(part);
  }
  return sides;
}

function valueFor(targets: Side, index: number, given: Side): SyntaxNode | undefined {
  if (targets.several !== given.several) return undefined;
  const isStarred = [...targets.parts, ...given.parts].some(({ name }) => name === "*");
  return !isStarred && targets.parts.length === given.parts.length ? given.parts[index] : undefined;
}

/** The value of `NAME = literal`; null when it is anything else. */
export function readLiteral(text: string): { readonly value: PyValue | null } {
  const [node, ...more] = childrenOf(parseStatement(text).topNode);
  const parts = node?.name === "AssignStatement" && more.length === 0 ? childrenOf(node) : [];
  const at = parts.findIndex((part) => part.name === "AssignOp");
  const [literal, ...others] = parts.slice(at + 1);
  if (at < 1 || literal === undefined || others.length > 0) return { value: null };
  const value = valueOf(literal, text);
  return { value: value.kind === "expression" ? null : value };
}

export function readImport(text: string): readonly ImportedName[] {
  const [node] = childrenOf(parseStatement(text).topNode);
  if (node?.name !== "ImportStatement") return [];
  const words = childrenOf(node).filter((part) => !["(", ")", "Comment"].includes(part.name));
  const start = words.findIndex((part) => part.name === "import");
  const isFrom = words[0]?.name === "from";
  const module = words.slice(1, Math.max(start, 1)).map((part) => textOf(part, text));
  return importGroups(words.slice(start + 1), text).map(({ path, bound }) =>
    isFrom
      ? { bound: bound ?? path, module: module.join(""), symbol: path }
      : plainImport(path, bound),
  );
}

export function readDoc(text: string): string | null {
  const [statement] = childrenOf(parseStatement(text).topNode);
  const node = statement?.name === "ExpressionStatement" ? statement.firstChild : null;
  if (node?.name !== "String") return null;
  const body = textOf(node, text).replace(/^[A-Za-z]*(?:"""|'''|"|')|(?:"""|'''|"|')$/g, "");
  const lines = body.split(/\r\n?|\n/).map((line) => line.trim());
  return lines.find((line) => line !== "") ?? null;
}

/** A call of a name; `idle` when a flow that is called so does not run: `F(use_cli=False)`. */
export interface Call {
  readonly path: readonly string[];
  readonly idle: boolean;
}

/** Every name that the statement calls, nested calls included. */
export function readCalls(text: string): readonly Call[] {
  const calls: Call[] = [];
  const closed = /:\s*$/.test(text) ? `${text} pass` : text;
  parseStatement(closed).iterate({
    enter: (node) => {
      const callee = node.name === "CallExpression" ? node.node.firstChild : null;
      const path = callee && dottedPath(callee, closed);
      const list = node.node.getChild("ArgList");
      const given = list ? textOf(list, closed) : "";
      if (path)
        calls.push({ path, idle: /^\(\s*(?:use_cli\s*=\s*)?False\s*,?\s*\)$/u.test(given) });
    },
  });
  return calls;
}

function definition(text: string, name: string): SyntaxNode | null {
  const nodes = childrenOf(parseStatement(/:\s*$/.test(text) ? `${text} pass` : text).topNode);
  return nodes.find((node) => node.name === name) ?? null;
}

function referenceOf(node: SyntaxNode, text: string): Reference {
  const bare = unwrapped(node);
  const isCall = bare.name === "CallExpression" && bare.firstChild !== null;
  const callee = isCall && bare.firstChild ? unwrapped(bare.firstChild) : bare;
  const list = isCall ? bare.getChild("ArgList") : null;
  return {
    path: dottedPath(callee, text),
    text: textOf(callee, text),
    nameSpan: spanOf(callee.getChild("PropertyName") ?? callee),
    span: spanOf(node),
    called: isCall,
    arguments: list ? argumentsOf(list, text) : [],
  };
}

/** Metaflow counts `args.args`: plain parameters, not positional-only, keyword-only or `*args`. */
function positionalCount(list: SyntaxNode, text: string): number {
  let count = 0;
  let start = list.from + 1;
  let afterStar = false;
  for (const node of [...childrenOf(list).slice(1), null]) {
    if (node && node.name !== "," && node.name !== ")") continue;
    const part = text
      .slice(start, node?.from ?? list.to)
      .replace(/#.*/g, "")
      .trim();
    start = node?.to ?? start;
    if (part === "/") count = 0;
    else if (part.startsWith("*")) afterStar = true;
    else if (part !== "" && !afterStar) count++;
  }
  return count;
}

function importGroups(
  words: readonly SyntaxNode[],
  text: string,
): { path: string; bound: string | null }[] {
  const groups: { path: string; bound: string | null }[] = [];
  let path = "";
  let bound: string | null = null;
  let renaming = false;
  const finish = (): void => {
    if (path !== "") groups.push({ path, bound });
    path = "";
    bound = null;
    renaming = false;
  };
  for (const word of words) {
    if (word.name === ",") finish();
    else if (word.name === "as") renaming = true;
    else if (renaming && word.name === "VariableName") bound = textOf(word, text);
    else if (!word.type.isError) path += textOf(word, text);
  }
  finish();
  return groups;
}

function plainImport(path: string, bound: string | null): ImportedName {
  const first = path.split(".")[0] ?? path;
  return bound === null
    ? { bound: first, module: first, symbol: null }
    : { bound, module: path, symbol: null };
}
