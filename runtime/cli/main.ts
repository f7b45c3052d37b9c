import { parseArguments, usage, UsageError, type Command } from "./arguments";
import { printError, printText } from "./output";

/** The command line: exit code 0 when all is well, 1 when errors were found, 2 when it was misused. */
async function main(words: readonly string[]): Promise<number> {
  let command: Command;
  try {
    command = parseArguments(words);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printError(`${error.message}\n\n${usage()}`);
    return 2;
  }
  return run(command);
}

/** Loads only what the command needs: `--version` must not pay for the parser. */
async function run(command: Command): Promise<number> {
  switch (command.name) {
    case "help":
      printText(usage());
      return 0;
    case "version": {
      const { ownVersion } = await import("./version.js");
      printText(ownVersion());
      return 0;
    }
    case "graph": {
      const { graphCommand } = await import("./graphCommand.js");
      return graphCommand(command);
    }
    case "check": {
      const { checkCommand } = await import("./checkCommand.js");
      return checkCommand(command);
    }
    case "run": {
      const { runCommand } = await import("./runCommand.js");
      return runCommand(command);
    }
    case "pods": {
      const { podsCommand } = await import("./podsCommand.js");
      return podsCommand(command);
    }
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    // Not process.exit: output still on its way through a pipe would be lost.
    process.exitCode = code;
  },
  (error: unknown) => {
    printError(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 2;
  },
);
