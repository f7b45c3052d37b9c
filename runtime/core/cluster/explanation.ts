/** Why a task attempt does not start or has ended badly. */
export interface Explanation {
  /** A stable id: a word, and for some a sub-cause after a slash. */
  readonly cause: string;
  /** One sentence of at most 60 characters, the cause first. */
  readonly reason: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The decorator argument or `METAFLOW_` variable to change, null when none would help. */
  readonly option: string | null;
}

const LONGEST_REASON = 60;

export function explanation(
  cause: string,
  reason: string,
  remedy: string,
  option: string | null = null,
): Explanation {
  return { cause, reason: shortened(reason), remedy, option };
}

/** The text on one line, without control characters (logs hold colour codes), cut at 60 characters. */
function shortened(reason: string): string {
  const line = reason
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .replace(/\.$/, "");
  return line.length <= LONGEST_REASON ? line : `${line.slice(0, LONGEST_REASON - 1).trimEnd()}…`;
}

/** `before name after` within 60 characters: a long name loses its beginning, as its end tells more. */
export function around(before: string, name: string, after: string): string {
  const room = LONGEST_REASON - before.length - after.length;
  return before + (name.length <= room ? name : `…${name.slice(name.length - room + 1)}`) + after;
}
