/** Writes to stdout; a reader that went away (`| head`) is no error. */
export function printText(text: string): void {
  process.stdout.on("error", ignoreClosedPipe);
  process.stdout.write(`${text}\n`);
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * JSON with the contract's floats, `{"float":1.0}`: JavaScript itself would write `1`.
 */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value, null, 2);
  printText(text.replace(/(\{\s*"float": -?\d+)(\s*\})/g, "$1.0$2"));
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
