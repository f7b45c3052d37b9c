export interface MetaflowInstallation {
  /** `2.19.39`, or `unknown` when Metaflow is there but does not say. */
  readonly version: string;
  /** The folder that holds the `metaflow` package. */
  readonly folder: string;
}

/**
 * Metaflow's version for a Python program, from the files next to it: no process is started, so
 * it takes about a millisecond. Null when Metaflow is not installed there.
 */
export function readMetaflow(
  _python: string,
  _environment: NodeJS.ProcessEnv,
): Promise<MetaflowInstallation | null> {
  throw new Error("not yet");
}

export interface InstallCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * How to install Metaflow for this Python: `python -m pip` where pip is, else `uv pip` when uv is
 * on PATH, else `python -m ensurepip`'s sentence as a problem.
 */
export function installCommand(
  _python: string,
  _environment: NodeJS.ProcessEnv,
): Promise<InstallCommand | { readonly problem: string }> {
  throw new Error("not yet");
}
