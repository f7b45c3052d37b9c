import type { SyntaxNode } from "@lezer/common";
import type { LogicalLine } from "../python/lines";
import { childrenOf, openingOf, parseStatement } from "../python/syntax";
import type { Span } from "../text";
import type { ReadCache } from "./cache";

/** A statement that shares its line with others; relative to the line, as is all that is kept with it. */
export interface LineStatement {
  readonly span: Span;
  readonly kind: "import" | "simple";
  /** Where the line's memo keeps what this statement means. */
  readonly memo: object;
}

const COLON = 58;

/** The statements of a simple line, which `;` separates. */
export function statementsOf(
  line: LogicalLine,
  text: string,
  cache: ReadCache,
): readonly LogicalLine[] {
  const several = text.slice(line.code, line.end).includes(";");
  return several ? cut(line, cache.read("statements", line, text)) : [line];
}

/** The statements behind the colon of a compound statement's header: `if ready: import fast`. */
export function inlineBody(
  header: LogicalLine,
  text: string,
  cache: ReadCache,
): readonly LogicalLine[] {
  return header.last === COLON ? [] : cut(header, cache.read("inlineBody", header, text));
}

function cut(line: LogicalLine, statements: readonly LineStatement[]): readonly LogicalLine[] {
  return statements.map(({ span, kind, memo }) => {
    const code = line.code + span.start;
    return { ...line, kind, memo, start: code, code, end: line.code + span.end };
  });
}

/** Reads a line of statements between semicolons. */
export function readStatements(source: string): readonly LineStatement[] {
  return childrenOf(parseStatement(source).topNode).flatMap(partsOf).map(statementAt(0));
}

/** Reads what stands behind the last colon of a header; a clause needs the statement it continues. */
export function readInlineBody(source: string): readonly LineStatement[] {
  const before = openingOf(source);
  const [statement] = childrenOf(parseStatement(before + source).topNode);
  const body = statement?.getChildren("Body").at(-1);
  if (!body || body.from < before.length) return [];
  return childrenOf(body).flatMap(partsOf).map(statementAt(before.length));
}

function partsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const parts = node.name === "StatementGroup" ? childrenOf(node) : [node];
  return parts.filter((part) => part.name.endsWith("Statement"));
}

function statementAt(base: number): (node: SyntaxNode) => LineStatement {
  return ({ name, from, to }) => ({
    span: { start: from - base, end: to - base },
    kind: name === "ImportStatement" ? "import" : "simple",
    memo: {},
  });
}
