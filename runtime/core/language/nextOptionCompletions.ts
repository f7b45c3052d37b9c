import type { FlowFile } from "../flow";
import { callAt } from "./call";
import type { Completion } from "./completion";
import { nextCallBefore } from "./nextCall";
import { statementTokens, type Token } from "./tokens";

/** The arguments of `self.next()` that are given by name, one of which goes with a call. */
const OPTIONS = {
  foreach: ["str", "The artifact to run the step for, once for each of its items."],
  num_parallel: ["int", "How many tasks the @parallel step runs in at the same time."],
  condition: ["str", "The artifact whose value decides which case of the switch is taken."],
} as const;

/** `foreach=` and `num_parallel=` behind one step, `condition=` behind the cases of a switch. */
export function nextOptionCompletions(
  text: string,
  _file: FlowFile,
  offset: number,
): readonly Completion[] {
  const next = nextCallBefore(text, offset);
  const call = next && callAt(text, next.open, offset);
  if (!next || call?.cursor.on !== "name" || call.given.size > 0) return [];
  const { replace, assigned } = call.cursor;
  const before = statementTokens(text, next.open, replace.start).filter((token) => !token.embedded);
  return fitting(before).map((name) => {
    const [type, doc] = OPTIONS[name];
    const value = type === "str" ? '"$1"' : "$1";
    return {
      ...{ kind: "option", label: name, insert: assigned ? name : `${name}=${value}` },
      ...{ snippet: !assigned, replace, detail: `: ${type}`, doc },
      asksValue: type === "str" && !assigned,
    };
  });
}

/** By what stands before the cursor's argument, the parenthesis included. */
function fitting(before: readonly Token[]): readonly (keyof typeof OPTIONS)[] {
  if (before.at(-1)?.text !== ",") return [];
  const [, first, dot, step, comma] = before;
  if (first?.text === "{") return isOneDict(before.slice(1, -1)) ? ["condition"] : [];
  const isOne = dot?.text === "." && step?.kind === "word" && comma?.text === ",";
  return isOne && before.length === 5 ? ["foreach", "num_parallel"] : [];
}

function isOneDict(tokens: readonly Token[]): boolean {
  let depth = 0;
  return tokens.every(({ kind, text }, index) => {
    if (kind === "sign" && "([{".includes(text)) depth++;
    if (kind === "sign" && ")]}".includes(text)) depth--;
    return depth > 0 || index === tokens.length - 1;
  });
}
