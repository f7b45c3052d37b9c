import type { SyntaxNode } from "@lezer/common";
import type { Argument, PyEntry, PyValue } from "../value";
import { childrenOf, spanOf, textOf, unwrapped } from "./syntax";
import { readNumber } from "./numbers";
import { readString } from "./strings";

/** Deeper literals than this are kept as text: nobody configures a step with them. */
const MAX_DEPTH = 100;

/** The value of an expression, as far as literals tell; spans are relative to `text`. */
export function valueOf(node: SyntaxNode, text: string, depth = 0): PyValue {
  const span = spanOf(node);
  const bare = unwrapped(node);
  if (depth > MAX_DEPTH) return { kind: "expression", text: textOf(node, text), span };
  const literal = literalOf(bare, text, depth);
  return literal ? { ...literal, span } : { kind: "expression", text: textOf(node, text), span };
}

type Literal = PyValue extends infer V ? (V extends PyValue ? Omit<V, "span"> : never) : never;

function literalOf(node: SyntaxNode, text: string, depth: number): Literal | null {
  switch (node.name) {
    case "String":
    case "ContinuedString":
      return stringOf(node, text);
    case "Number":
      return numberOf(textOf(node, text), 1);
    case "Boolean":
      return { kind: "bool", value: textOf(node, text) === "True" };
    case "None":
      return { kind: "none" };
    case "UnaryExpression":
      return signedOf(node, text);
    case "ArrayExpression":
      return itemsOf("list", node, text, depth);
    case "TupleExpression":
      return itemsOf("tuple", node, text, depth);
    case "SetExpression":
      return itemsOf("set", node, text, depth);
    case "DictionaryExpression":
      return dictOf(node, text, depth);
    default:
      return null;
  }
}

function stringOf(node: SyntaxNode, text: string): Literal | null {
  const tokens = node.name === "String" ? [node] : childrenOf(node);
  let value = "";
  let bytes = false;
  for (const token of tokens) {
    if (token.name === "Comment") continue;
    const part = readString(textOf(token, text));
    if (token.name !== "String" || part.value === null) return null;
    bytes ||= part.bytes;
    value += part.value;
  }
  return bytes ? { kind: "bytes" } : { kind: "string", value };
}

function numberOf(token: string, sign: 1 | -1): Literal | null {
  const number = readNumber(token);
  if (number?.kind === "int") return wholeOf(number.big * BigInt(sign));
  return number?.kind === "float" ? { kind: "float", value: sign * number.value } : null;
}

function wholeOf(big: bigint): Literal {
  const value = Number(big);
  const isExact = Number.isSafeInteger(value);
  return isExact ? { kind: "int", value } : { kind: "int", value, digits: big.toString() };
}

function signedOf(node: SyntaxNode, text: string): Literal | null {
  const [operator, operand, ...more] = childrenOf(node);
  if (!operator || !operand || more.length > 0) return null;
  const sign = textOf(operator, text);
  const number = unwrapped(operand);
  if (number.name !== "Number" || (sign !== "-" && sign !== "+")) return null;
  return numberOf(textOf(number, text), sign === "-" ? -1 : 1);
}

function itemsOf(
  kind: "list" | "tuple" | "set",
  node: SyntaxNode,
  text: string,
  depth: number,
): Literal | null {
  const items: PyValue[] = [];
  for (const child of childrenOf(node)) {
    if (isPunctuation(child)) continue;
    if (child.type.isError || child.name === "*") return null;
    items.push(valueOf(child, text, depth + 1));
  }
  return { kind, items };
}

function dictOf(node: SyntaxNode, text: string, depth: number): Literal | null {
  const parts = childrenOf(node).filter((child) => !isPunctuation(child));
  if (parts.some((part) => part.type.isError || part.name === "**")) return null;
  const entries: PyEntry[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const key = parts[i];
    const value = parts[i + 1];
    if (!key || !value) return null;
    entries.push({ key: valueOf(key, text, depth + 1), value: valueOf(value, text, depth + 1) });
  }
  return parts.length % 2 === 0 ? { kind: "dict", entries } : null;
}

function isPunctuation(node: SyntaxNode): boolean {
  return node.name.length === 1 && "()[]{},:".includes(node.name);
}

/** The arguments of a call; broken ones are left out, `f(x for x in y)` is one expression. */
export function argumentsOf(list: SyntaxNode, text: string): Argument[] {
  const found: Argument[] = [];
  for (const part of argumentParts(list)) {
    const argument = argumentOf(part, text);
    if (argument) found.push(argument);
  }
  return found;
}

/** The nodes between the commas of an argument list. */
export function argumentParts(list: SyntaxNode): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const child of childrenOf(list)) {
    if (child.name === "(" || child.name === ")" || child.name === "Comment") continue;
    if (child.name === ",") parts.push([]);
    else parts[parts.length - 1]?.push(child);
  }
  return parts.filter((part) => part.length > 0);
}

function argumentOf(part: readonly SyntaxNode[], text: string): Argument | null {
  const nodes = part.filter((node) => !node.type.isError);
  const [first, second, third] = nodes;
  if (!first) return null;
  const last = nodes[nodes.length - 1] ?? first;
  const span = { start: first.from, end: last.to };
  if (first.name === "VariableName" && second?.name === "AssignOp") {
    const name = textOf(first, text);
    const value =
      third && nodes.length === 3 ? valueOf(third, text) : textBetween(third, last, text);
    // `f(x := 1)` is a positional argument.
    if (textOf(second, text) === ":=") {
      return { name: null, nameSpan: null, star: 0, span, value: textBetween(first, last, text) };
    }
    return { name, nameSpan: spanOf(first), star: 0, span, value };
  }
  const star = first.name === "*" ? 1 : first.name === "**" ? 2 : 0;
  const start = star === 0 ? first : (second ?? first);
  const value = start === last ? valueOf(start, text) : textBetween(start, last, text);
  return { name: null, nameSpan: null, star, span, value };
}

function textBetween(first: SyntaxNode | undefined, last: SyntaxNode, text: string): PyValue {
  const span = { start: (first ?? last).from, end: last.to };
  return { kind: "expression", text: text.slice(span.start, span.end), span };
}
