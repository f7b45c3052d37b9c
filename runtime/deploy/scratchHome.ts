import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { configurationHome } from "../metaflow/configuration";
import { makeOwnFolder } from "../process/ownFolder";

/** A METAFLOW_HOME for one command. */
export interface ScratchHome {
  readonly path: string;
  /** What points Metaflow there. */
  readonly variables: Readonly<Record<"METAFLOW_HOME" | "METAFLOW_TOKEN_HOME", string>>;
  readonly dispose: () => void;
}

/**
 * A copy of the user's METAFLOW_HOME, in which a command that only previews may keep what it likes:
 * Metaflow keeps production tokens there, and would put a new one in the place of a good one.
 * The copy has the config files, and the tokens kept so far only if the preview is to know them.
 */
export async function scratchMetaflowHome(
  environment: NodeJS.ProcessEnv,
  home: string,
  { tokens }: { readonly tokens: boolean },
): Promise<ScratchHome> {
  const source = configurationHome(environment, home);
  const { path, remove: dispose } = await makeOwnFolder("metaflow-home");
  try {
    // Tokens are files beside the config files, unless METAFLOW_TOKEN_HOME has them elsewhere.
    const tokenHome = environment["METAFLOW_TOKEN_HOME"] || source;
    if (tokens)
      await copyFiles(
        tokenHome.replace(/^~(?=\/|$)/, () => home),
        path,
        (name) => !isConfig(name),
      );
    await copyFiles(source, path, isConfig);
    return { path, variables: { METAFLOW_HOME: path, METAFLOW_TOKEN_HOME: path }, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

const isConfig = (name: string): boolean => /^config.*\.json$/.test(name);

async function copyFiles(
  from: string,
  to: string,
  which: (name: string) => boolean,
): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory() && which(entry.name));
  await Promise.all(files.map(({ name }) => copyFile(join(from, name), join(to, name))));
}
