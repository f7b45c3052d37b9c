import type { SyntaxProblem } from "../flow";
import type { LogicalLine } from "./lines";

const COLON = 58;

/**
 * The first place where indentation or a statement's header is certainly no Python. Looks no further
 * than the first line whose brackets or quotes are in doubt.
 */
export function layoutProblem(text: string, lines: readonly LogicalLine[]): SyntaxProblem | null {
  const levels = [0];
  let before: LogicalLine | null = null;
  for (const line of lines) {
    if (line.problem) return null;
    const problem = headerProblem(text, line) ?? placeProblem(line, before, levels);
    if (problem) return problem;
    before = line;
  }
  return before && unfinished(before);
}

/** `levels` are the indentations in force, as Python's tokenizer keeps them. */
function placeProblem(
  line: LogicalLine,
  before: LogicalLine | null,
  levels: number[],
): SyntaxProblem | null {
  const level = levels[levels.length - 1] ?? 0;
  const opened = before !== null && opensBlock(before);
  const follows = line.kind === "decorator" || line.kind === "def" || line.kind === "class";
  if (before && ((opened && line.indent <= level) || (before.kind === "decorator" && !follows))) {
    return unfinished(before);
  }
  if (line.indent > level) {
    levels.push(line.indent);
    return opened ? null : at(line, "This line is indented, but no line above opens a block.");
  }
  while ((levels[levels.length - 1] ?? 0) > line.indent) levels.pop();
  return levels[levels.length - 1] === line.indent
    ? null
    : at(line, "This line's indentation matches no line above.");
}

/** What the line still needs after it. */
function unfinished(line: LogicalLine): SyntaxProblem | null {
  if (line.kind === "decorator") return at(line, "A decorator must stand above a def or a class.");
  return opensBlock(line) ? at(line, "An indented block must follow this line.") : null;
}

function headerProblem(text: string, line: LogicalLine): SyntaxProblem | null {
  if (line.kind === "decorator" || line.kind === "import") return null;
  const { last } = line;
  if (line.kind !== "simple") {
    if (last === COLON) return null;
    const colon = text.indexOf(":", line.code);
    return colon === -1 || colon >= line.end ? at(line, "This line needs a colon.") : null;
  }
  const isCut =
    last === 61 || (last === 46 && /[A-Za-z_)\]]\.$/.test(text.slice(line.end - 2, line.end)));
  return isCut ? at(line, "This line is not finished.") : null;
}

function opensBlock({ last }: LogicalLine): boolean {
  return last === COLON;
}

function at(line: LogicalLine, message: string): SyntaxProblem {
  return { span: { start: line.code, end: line.end }, message };
}
