import { execFile } from "node:child_process";
import type { RunRequest } from "./runner";

/** Milliseconds that removing a run's containers may take. */
const sweepLimit = 30_000;

/** Variables by which our Metaflow extension package finds the program that starts containers. */
export function dockerEnvironment(
  { key, environment }: Pick<RunRequest, "key" | "environment">,
  bundle: string,
): Readonly<Record<string, string>> {
  const program = [process.execPath, bundle];
  // The user's own variables go into the containers too; here only their names.
  return {
    FLOWLENS_DOCKER: JSON.stringify({ program, key, environment: Object.keys(environment) }),
    // Whatever is configured for clusters: their datastores are not what a container here has.
    METAFLOW_DEFAULT_DATASTORE: "local",
  };
}

/** Removes what is left of a run's containers. No engine, no containers: never rejects. */
export async function sweep(
  bundle: string,
  { key, environment = {} }: { readonly key: string; readonly environment?: NodeJS.ProcessEnv },
): Promise<void> {
  const options = { limit: sweepLimit, env: environment };
  await dockerProgram(bundle, ["sweep", key], options).catch(() => "");
}

/**
 * Runs the Docker program to its end; the answer is what it printed. Rejects when it fails, takes
 * longer than `limit` milliseconds, or when the signal aborts (it is ended then).
 */
export function dockerProgram(
  bundle: string,
  args: readonly string[],
  { limit, signal, env }: { limit: number; signal?: AbortSignal; env?: NodeJS.ProcessEnv },
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [bundle, ...args],
      // The editor's own Node is an Electron that must be told to be Node.
      { env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: "1" }, timeout: limit, signal },
      (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(new Error(error.message, { cause: error }));
      },
    );
  });
}
