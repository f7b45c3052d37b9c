import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeOwnFolder, type OwnFolder } from "../process/ownFolder";
import { contextKubeconfig, type Sentence } from "./kubeconfigFiles";

/** A kubeconfig of our own in a folder of its own, for programs that take the current context. */
export interface PrivateKubeconfig extends Pick<OwnFolder, "keepWhile"> {
  /** For KUBECONFIG. */
  readonly path: string;
  /** Removes it; may be called twice. */
  readonly dispose: () => void;
}

interface PrivateOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
  /** The context that is to be the current one. */
  readonly context: string;
}

/**
 * Writes a kubeconfig with that context alone, readable by the user alone (0600 in a 0700 folder).
 * The caller disposes of it; what is left by a crash goes with the next folder of its kind.
 */
export async function writePrivateKubeconfig({
  environment,
  home,
  context,
}: PrivateOptions): Promise<PrivateKubeconfig | Sentence> {
  const own = await contextKubeconfig(environment, home, context);
  if ("sentence" in own) return own;
  const { path: folder, keepWhile, remove } = await makeOwnFolder("kubeconfig");
  try {
    const path = join(folder, "config");
    // JSON is YAML too, and needs no care with quotes.
    await writeFile(path, JSON.stringify(own.kubeconfig), { mode: 0o600 });
    return { path, keepWhile, dispose: remove };
  } catch (error) {
    remove();
    throw error;
  }
}
