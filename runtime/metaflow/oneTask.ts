import { join } from "node:path";
import { commandLine, type Command } from "./commandLine";

/** Runs that hold one task alone carry this tag: nothing can be fed by them. */
export const oneTaskTag = "flowlens:one-task";

/**
 * The arguments after the Python program that run exactly one task, with the inputs that
 * `pathspec` (`RUN/STEP/TASK`) had: `resume` by way of our program, see one_task.py. The
 * parameters and configs are those of the earlier run; Metaflow takes no others here.
 */
export function oneTaskArguments(
  packageFolder: string,
  pathspec: string,
  command: Omit<Command, "kind">,
): readonly string[] {
  const { options } = command;
  const [run = "", step = ""] = pathspec.split("/");
  const bare = { ...command, kind: "run", parameters: [] } as const;
  // `-u FILE`, the top-level options, and `run` alone.
  const [, , ...line] = commandLine({ ...bare, options: { ...options, tags: [], configs: [] } });
  const tags = [...options.tags, oneTaskTag].flatMap((tag) => ["--tag", tag]);
  return [
    ...["-u", join(packageFolder, "programs", "one_task.py"), pathspec, command.file],
    ...[...line.slice(0, -1), "resume", step, "--origin-run-id", run, ...tags],
  ];
}
