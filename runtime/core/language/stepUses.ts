import type { Span } from "../text";
import { headOf, type ClassText, type MethodText } from "./classTexts";
import { tokensBetween, type Token } from "./tokens";

/** A place where a class names a step. */
export interface StepUse {
  readonly span: Span;
  readonly kind: UseKind;
}

/**
 * Its `def`; an attribute of the flow (mostly in `self.next()`); a branch of a join's `inputs`; a text
 * that can mean nothing else (`getattr(self, "train")`); or a class-level statement, which may do
 * anything with it (`again = train`).
 */
type UseKind = "definition" | "transition" | "input" | "text" | "statement";

/**
 * Where a class names the step `name`, in source order. `classes` are the names of the classes that
 * share the step: `Base.train` means it too.
 */
export function usesIn(
  text: string,
  part: ClassText,
  name: string,
  classes: ReadonlySet<string>,
): readonly StepUse[] {
  if (!mentions(text, part.span, name)) return [];
  const uses = [
    ...part.methods.flatMap((method) => usesInMethod(text, method, name, classes)),
    ...part.statements.flatMap((span) => usesInStatement(text, span, name)),
  ];
  return uses.sort((a, b) => a.span.start - b.span.start);
}

/** Most places do not name it: then there is nothing to cut into tokens. */
function mentions(text: string, { start, end }: Span, name: string): boolean {
  return text.slice(start, end).includes(name);
}

function usesInMethod(
  text: string,
  method: MethodText,
  name: string,
  classes: ReadonlySet<string>,
): readonly StepUse[] {
  if (!mentions(text, method.span, name)) return [];
  const head = headOf(text, method);
  if (head === null) return [];
  const { start, end } = head.parametersSpan;
  const [self = "self", second] = parameterNames(text, { start: start + 1, end });
  const names: Names = { name, self, inputs: second ?? null, classes };
  const body = usesInCode(text, { start: end, end: method.span.end }, names);
  return head.name === name ? [{ span: head.nameSpan, kind: "definition" }, ...body] : body;
}

interface Names {
  readonly name: string;
  readonly self: string;
  readonly inputs: string | null;
  readonly classes: ReadonlySet<string>;
}

/** Also in f-strings; never in other texts and comments, but for texts that name attributes. */
function usesInCode(text: string, within: Span, names: Names): readonly StepUse[] {
  if (!mentions(text, within, names.name)) return [];
  const tokens = tokensBetween(text, within.start, within.end);
  return tokens.flatMap((token, index) => {
    const use =
      token.kind === "word"
        ? attributeAt(tokens, index, names)
        : token.kind === "string"
          ? namingText(text, tokens, index, names)
          : null;
    return use === null ? [] : [use];
  });
}

/** `self.NAME`, `inputs.NAME`, `super().NAME`, `Base.NAME`. */
function attributeAt(tokens: readonly Token[], index: number, names: Names): StepUse | null {
  const token = tokens[index];
  if (token?.text !== names.name || tokens[index - 1]?.text !== ".") return null;
  const owner = ownerOf(tokens, index);
  const span = { start: token.start, end: token.end };
  if (owner === names.self || owner === SUPER || (owner !== null && names.classes.has(owner)))
    return { span, kind: "transition" };
  return owner !== null && owner === names.inputs ? { span, kind: "input" } : null;
}

const SUPER = "super()";

/** The plain name before the dot before a token, or a call of `super`; null for anything else. */
function ownerOf(tokens: readonly Token[], index: number): string | null {
  const owner = tokens[index - 2];
  if (owner?.text === ")") {
    const open = tokens.findLastIndex(({ text }, at) => at < index - 2 && text === "(");
    return tokens[open - 1]?.text === "super" ? SUPER : null;
  }
  if (owner?.kind !== "word") return null;
  return tokens[index - 3]?.text === "." ? null : owner.text;
}

/** `getattr(self, "NAME")` and its like, `current.step_name == "NAME"`. */
function namingText(
  text: string,
  tokens: readonly Token[],
  index: number,
  { name, self, inputs }: Names,
): StepUse | null {
  const token = tokens[index];
  if (!token || !isPlain(text, token, name)) return null;
  const at = (by: number): string => tokens[index + by]?.text ?? "";
  const isAttribute =
    ["getattr", "hasattr", "setattr", "delattr"].includes(at(-4)) &&
    at(-3) === "(" &&
    (at(-2) === self || at(-2) === inputs) &&
    at(-1) === ",";
  if (!isAttribute && !isComparedName(at)) return null;
  const quotes = token.text.length;
  return { span: { start: token.start + quotes, end: token.end - quotes }, kind: "text" };
}

/** Beside `current.step_name` and a comparison. */
function isComparedName(at: (by: number) => string): boolean {
  const compares = (first: string, second: string): boolean =>
    second === "=" && (first === "=" || first === "!");
  const after = compares(at(-2), at(-1)) && at(-3) === "step_name" && at(-5) === "current";
  const before = compares(at(1), at(2)) && at(3) === "current" && at(5) === "step_name";
  return after || before;
}

/** A string without a prefix whose content is the name. */
function isPlain(text: string, { text: quotes, start, end }: Token, name: string): boolean {
  return text.slice(start, end) === `${quotes}${name}${quotes}`;
}

/** Where a class-level statement speaks of the name itself, not of an attribute or an argument. */
function usesInStatement(text: string, span: Span, name: string): readonly StepUse[] {
  if (!mentions(text, span, name)) return [];
  const tokens = tokensBetween(text, span.start, span.end);
  return tokens.flatMap(({ kind, text: word, start, end }, index) => {
    const [before, next] = [tokens[index - 1]?.text ?? "", tokens[index + 1]?.text];
    const isArgument = next === "=" && "(,".includes(before) && before !== "";
    if (kind !== "word" || word !== name || before === "." || isArgument) return [];
    return [{ span: { start, end }, kind: "statement" as const }];
  });
}

function parameterNames(text: string, { start, end }: Span): readonly string[] {
  const tokens = tokensBetween(text, start, end);
  return tokens.flatMap(({ kind, text: word }, index) => {
    const before = tokens[index - 1]?.text;
    return kind === "word" && (before === undefined || before === ",") ? [word] : [];
  });
}
