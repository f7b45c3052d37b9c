import type { RunState } from "../../runtime/core/run";
import { duration, statusWord } from "../../runtime/core/words";
import { reasonOf } from "./runRows";

const paint = {
  bold: (text: string): string => `\u001b[1m${text}\u001b[22m`,
  dim: (text: string): string => `\u001b[2m${text}\u001b[22m`,
  red: (text: string): string => `\u001b[31m${text}\u001b[39m`,
  green: (text: string): string => `\u001b[32m${text}\u001b[39m`,
  yellow: (text: string): string => `\u001b[33m${text}\u001b[39m`,
};

/** The lines above a run's output: the command as one would type it, and what is not as written. */
export function headerText(command: readonly string[], notices: readonly string[]): string {
  const lines = [
    paint.bold(`$ ${command.map(quoted).join(" ")}`),
    ...notices.map((notice) => paint.yellow(`! ${notice}`)),
    paint.dim("Ctrl+C cancels the run; closing this terminal does not."),
    "",
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** The last line: how it ended. */
export function outcomeText(run: RunState): string {
  const time = run.endedAt === null ? "" : ` · ${duration(run.endedAt - run.startedAt)}`;
  const word = `${statusWord(run.status)}${time}`;
  const reason = reasonOf(run);
  if (run.status === "succeeded") return `\n${paint.green(`✓ ${word}`)}\n`;
  if (run.status === "failed")
    return `\n${paint.red(`✗ ${word}${reason === null ? "" : ` · ${reason}`}`)}\n`;
  return `\n${paint.dim(`⊘ ${word}`)}\n`;
}

/** An argument as a POSIX shell would need it. Only shown: no shell ever sees it. */
export function quoted(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** Line feeds as a terminal wants them. */
export function terminalLines(text: string): string {
  return text.replace(/\r?\n/g, "\r\n");
}
