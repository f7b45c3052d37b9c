/** How sure it is that the body of a block runs when the file is imported. */
export type Chance = "always" | "maybe" | "never";

/**
 * Follows the blocks of one body in order and tells of each whether it runs. The body of a `try` is
 * taken to succeed: what stands in an `except` is for machines that this file cannot know.
 */
export class Branches {
  /** Whether a branch of the `if` at hand has run before. */
  private taken: Chance = "never";
  private kind = "";

  /** The chance of the block with this header, the text from its keyword to its colon. */
  next(header: string): Chance {
    const keyword = /^(?:async\s+)?([a-z]+)/.exec(header)?.[1] ?? "";
    switch (keyword) {
      case "elif":
      case "else":
        return this.kind === "if" ? this.branch(header, keyword) : this.afterOther();
      case "if":
        this.kind = "if";
        this.taken = "never";
        return this.branch(header, keyword);
      case "try":
      case "with":
        this.kind = keyword;
        return "always";
      case "finally":
        return "always";
      case "except":
        return "maybe";
      default:
        this.kind = keyword;
        return "maybe";
    }
  }

  /** The `else` of a loop may be skipped by `break`, that of a `try` goes with its body. */
  private afterOther(): Chance {
    return this.kind === "try" ? "always" : "maybe";
  }

  private branch(header: string, keyword: string): Chance {
    if (this.taken === "always") return "never";
    const holds = keyword === "else" ? "always" : truthOf(header.slice(keyword.length));
    if (holds === "always" && this.taken === "maybe") return "maybe";
    if (holds !== "never") this.taken = holds;
    return holds;
  }
}

/** What Python never runs in a program's own file. */
const NOT_MAIN =
  /^\s*\(?\s*(?:__name__\s*!=\s*(["'])__main__\1|(["'])__main__\2\s*!=\s*__name__)\s*\)?\s*:/;

/** Conditions that are the same on every machine; an import never runs `TYPE_CHECKING`. */
function truthOf(rest: string): Chance {
  if (NOT_MAIN.test(rest)) return "never";
  const condition = /^\s*\(?\s*(not\s+)?([\w.]+|""|'')\s*\)?\s*:/.exec(rest);
  const [, negated, word = ""] = condition ?? [];
  const truth = constantTruth(word);
  if (truth === null) return "maybe";
  return truth === (negated === undefined) ? "always" : "never";
}

function constantTruth(word: string): boolean | null {
  if (/^(?:True|__debug__|[1-9]\d*)$/.test(word)) return true;
  return /^(?:False|None|0|""|''|(?:\w+\.)?TYPE_CHECKING)$/.test(word) ? false : null;
}
