import type { Span } from "../text";
import { statementTokens, type Token } from "./tokens";

/** An argument list that is being typed in. */
export interface OpenCall {
  /** The arguments given by name, before and behind the cursor, without the one at the cursor. */
  readonly given: ReadonlySet<string>;
  readonly cursor:
    | { readonly on: "name"; readonly replace: Span; readonly assigned: boolean }
    | {
        readonly on: "value";
        readonly name: string;
        readonly replace: Span;
        /** The opening quote and its prefix, when the value is a string. */
        readonly quote: string | null;
      };
}

/**
 * What stands at the cursor in the call whose parenthesis opens at `open`; null when the cursor is
 * not in its own list, or where nothing can be completed: in a nested value, in a comment.
 */
export function callAt(text: string, open: number, offset: number): OpenCall | null {
  const tokens = ownTokens(statementTokens(text, open));
  if (tokens === null || inComment(text, tokens.all, offset)) return null;
  const { first, closed } = tokens;
  if (closed !== null && offset > closed) return null;
  const at = argumentAt(first, offset);
  const cursor = cursorIn(text, at, offset);
  if (cursor === null) return null;
  const own = cursor.on === "name" ? cursor.replace.start : at[0]?.start;
  const given = namedArguments(first).filter(({ start }) => start !== own);
  return { given: new Set(given.map(({ text: name }) => name)), cursor };
}

/** Whether a comment stands between the last token before `offset` and it. */
export function inComment(text: string, tokens: readonly Token[], offset: number): boolean {
  const before = tokens.findLast(({ start }) => start < offset);
  if (before === undefined || before.end >= offset) return false;
  const line =
    text
      .slice(before.end, offset)
      .split(/[\r\n]/u)
      .at(-1) ?? "";
  return line.includes("#");
}

interface OwnTokens {
  readonly all: readonly Token[];
  /** The tokens of the call's own level; a nested bracket stands for all that is in it. */
  readonly first: readonly Token[];
  readonly closed: number | null;
}

function ownTokens(tokens: readonly Token[]): OwnTokens | null {
  const all = tokens.filter(({ embedded }) => !embedded);
  const first: Token[] = [];
  let depth = 0;
  for (const token of all) {
    if (token.kind === "sign" && ")]}".includes(token.text)) depth--;
    if (depth === 0 && first.length > 0) return { all, first, closed: token.start };
    if (depth === 1) first.push(token);
    if (token.kind === "sign" && "([{".includes(token.text)) depth++;
    if (depth === 1 && first.length === 0) first.push({ ...token, text: ",", start: token.start });
  }
  return depth === 0 ? null : { all, first, closed: null };
}

/** The tokens between the commas around `offset`. */
function argumentAt(tokens: readonly Token[], offset: number): readonly Token[] {
  const from = tokens.findLastIndex(({ text, end }) => text === "," && end <= offset);
  const length = tokens.slice(from + 1).findIndex(({ text }) => text === ",");
  return tokens.slice(from + 1, length === -1 ? undefined : from + 1 + length);
}

function cursorIn(
  text: string,
  argument: readonly Token[],
  offset: number,
): OpenCall["cursor"] | null {
  const [first, equals, value, after] = argument;
  if (first === undefined || offset < first.start) {
    return { on: "name", replace: { start: offset, end: offset }, assigned: false };
  }
  if (first.kind !== "word" || /^\d/u.test(first.text)) return null;
  const assigned = equals?.text === "=" && value?.text !== "=";
  if (offset <= first.end) return { on: "name", replace: spanOf(first), assigned };
  if (!assigned || offset < equals.end || after?.text === ".") return null;
  return valueAt(text, first.text, value, offset);
}

function valueAt(
  text: string,
  name: string,
  value: Token | undefined,
  offset: number,
): OpenCall["cursor"] | null {
  // A word on the next line may be another argument's: only what touches the cursor is replaced.
  if (value === undefined || offset < value.start) {
    return { on: "value", name, replace: { start: offset, end: offset }, quote: null };
  }
  if (value.kind === "sign" || offset > value.end) return null;
  if (value.kind === "word") return { on: "value", name, replace: spanOf(value), quote: null };
  const quote = value.text;
  if (offset < value.start + quote.length) return null;
  const content = text.slice(value.start + quote.length, value.end);
  const end = content.endsWith(quote.at(-1) ?? "") ? value.end : offset;
  return { on: "value", name, replace: { start: value.start, end }, quote };
}

/** Words that an `=` follows (`==` is none). */
function namedArguments(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter(({ kind }, index) => {
    const [equals, next] = tokens.slice(index + 1, index + 3);
    return kind === "word" && equals?.text === "=" && next?.text !== "=";
  });
}

function spanOf({ start, end }: Token): Span {
  return { start, end };
}
