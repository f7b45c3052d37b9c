/** An environment file's variables, in order, and what could not be read. */
export interface EnvFile {
  readonly variables: ReadonlyMap<string, string>;
  readonly problems: readonly EnvFileProblem[];
}

export interface EnvFileProblem {
  /** 1-based. */
  readonly line: number;
  /** One sentence for the user. */
  readonly message: string;
}

/**
 * Reads `NAME=value` and `export NAME=value` lines with shell quoting, without a shell: nothing is
 * ever executed or expanded.
 */
export function parseEnvFile(_text: string): EnvFile {
  throw new Error("not yet");
}
