import { jsonText, type Json } from "./json";

/** Writes to stdout; a reader that went away (`| head`) is no error. */
export function printText(text: string): void {
  writeText(`${text}\n`);
}

/** Like `printText`, without a line's end of its own. */
export function writeText(text: string): void {
  process.stdout.off("error", ignoreClosedPipe).on("error", ignoreClosedPipe);
  process.stdout.write(text);
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: Json): void {
  printText(jsonText(value));
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
