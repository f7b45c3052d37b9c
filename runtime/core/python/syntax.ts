import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@lezer/python";
import type { Span } from "../text";

/** Longer statements than this are not worth reading: no decorator or transition is. */
const MAX_LENGTH = 100_000;

/** A number that ends in its point or goes on with an exponent there: `5.`, `1.e-5`. */
const BARE_POINT = /(?<![\w.])(?<digits>\d[\d_]*)\.(?![\d.])/g;

/** The tree of one statement; positions are relative to `text`. */
export function parseStatement(text: string): Tree {
  // The grammar takes `5.` for the start of `5.name`; as `50` it is a number of the same length.
  return parser.parse(text.length > MAX_LENGTH ? "" : text.replace(BARE_POINT, "$<digits>0"));
}

/** What must stand above a clause for it to be a statement that can be read alone. */
const OPENINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:elif|else)\b/u, "if x: pass\n"],
  [/^(?:except|finally)\b/u, "try: pass\n"],
  [/^case\b/u, "match x:\n "],
];

/** What to write above a clause (`else: …`) so that it parses alone; nothing for other statements. */
export function openingOf(text: string): string {
  return OPENINGS.find(([clause]) => clause.test(text))?.[1] ?? "";
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

export function spanOf(node: SyntaxNode): Span {
  return { start: node.from, end: node.to };
}

export function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}

/** A name as Python knows it: spellings of the same letters are one (NFKC). */
export function nameOf(node: SyntaxNode, text: string): string {
  return textOf(node, text).normalize("NFKC");
}

/** The expression inside any number of plain parentheses. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.name === "ParenthesizedExpression") {
    const parts = childrenOf(inner).filter(
      (child) => child.name !== "(" && child.name !== ")" && child.name !== "Comment",
    );
    const [only] = parts;
    if (!only || parts.length !== 1 || only.type.isError) return inner;
    inner = only;
  }
  return inner;
}

/** `a.b.c` as its names, or null for any other expression. */
export function dottedPath(node: SyntaxNode, text: string): string[] | null {
  const path: string[] = [];
  let at = unwrapped(node);
  for (let depth = 0; at.name === "MemberExpression" && depth < 100; depth++) {
    const property = at.getChild("PropertyName");
    const object = at.firstChild;
    if (!property || !object) return null;
    path.unshift(nameOf(property, text));
    at = unwrapped(object);
  }
  if (at.name !== "VariableName") return null;
  return [nameOf(at, text), ...path];
}
