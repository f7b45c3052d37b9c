import type { SyntaxNode } from "@lezer/common";
import type { LogicalLine } from "../python/lines";
import { childrenOf, nameOf, openingOf, parseStatement } from "../python/syntax";
import type { ReadCache } from "./cache";

/** A statement without any of these binds nothing. */
const BINDS = /[^=!<>]=(?!=)|\b(?:as|case|class|def|del|for|import|type)\b|(?:<<|>>)=/u;

/** A text alone, as at the top of a class. */
const DOC = /^[rRuU]?["']/u;

/** Of a statement that is too long to be read, the targets stand here. */
const BEGINNING = 1000;

/**
 * Every name that a statement or a block's header, with what stands behind it on its line, may bind,
 * rebind or delete; `*` for a star import. Bodies of functions are left out: their names are their own.
 */
export function readBound(text: string): readonly string[] {
  if (DOC.test(text) || !BINDS.test(text)) return [];
  const opening = openingOf(text);
  const source = `${opening}${text}${/:\s*$/u.test(text) ? " pass" : ""}`;
  const tree = parseStatement(source);
  const names = new Set<string>();
  let isBroken = tree.length === 0;
  tree.iterate({
    from: opening.length,
    enter: ({ node }) => {
      isBroken ||= node.type.isError;
      for (const name of boundBy(node)) names.add(nameOf(name, source));
      if (node.name === "ImportStatement" && node.getChild("*")) names.add("*");
      return node.name !== "FunctionDefinition" && node.name !== "LambdaExpression";
    },
  });
  // What cannot be read may bind any name that stands in it.
  if (isBroken) {
    const words = text.slice(0, BEGINNING).matchAll(/[\w\u0080-\uffff]+/gu);
    for (const [word] of words) names.add(word.normalize("NFKC"));
  }
  return [...names];
}

/** The names that this node itself binds, not those in the statements inside it. */
function boundBy(node: SyntaxNode): SyntaxNode[] {
  switch (node.name) {
    case "AssignStatement":
    case "UpdateStatement":
      return before(node, /^(?:AssignOp|UpdateOp)$/u);
    case "ForStatement":
      return before(node, /^in$/u);
    case "NamedExpression":
    case "FunctionDefinition":
    case "ClassDefinition":
    case "TypeDefinition":
      return node.getChildren("VariableName").slice(0, 1);
    case "DeleteStatement":
    case "ImportStatement":
    case "CapturePattern":
      return namesIn(childrenOf(node));
    case "AsPattern":
    case "WithStatement":
    case "TryStatement":
      return namesIn(childrenOf(node).filter((part) => part.prevSibling?.name === "as"));
    default:
      return [];
  }
}

/** The names in what stands before the last such child. */
function before(node: SyntaxNode, end: RegExp): SyntaxNode[] {
  const parts = childrenOf(node);
  return namesIn(parts.slice(0, parts.findLastIndex(({ name }) => end.test(name)) + 1));
}

/** Names as targets: those in an index, a call or a type are only read. */
function namesIn(parts: readonly SyntaxNode[]): SyntaxNode[] {
  return parts.flatMap((part) => {
    if (part.name === "VariableName") return [part];
    return /^(?:Tuple|Array|Parenthesized)Expression$/u.test(part.name)
      ? namesIn(childrenOf(part))
      : [];
  });
}

/** The same for a line of a text; the usual `name = value` needs no parser. */
export function namesBound(line: LogicalLine, text: string, cache: ReadCache): readonly string[] {
  const source = text.slice(line.code, line.end);
  const simple = line.kind === "simple" ? source : "";
  const plain = /^([\w\u0080-\uffff]+)\s*(?::[^=;]*)?=[^=;]*$/u.exec(simple)?.[1];
  return plain === undefined ? cache.read("bound", line, text) : [plain.normalize("NFKC")];
}
