import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationHome } from "../metaflow/configuration";

/** A METAFLOW_HOME for one command. */
export interface ScratchHome {
  readonly path: string;
  readonly dispose: () => Promise<void>;
}

/**
 * A copy of the user's METAFLOW_HOME with its config files alone: Metaflow keeps production tokens
 * there, and a command that only previews would put a new one in the place of a good one.
 */
export async function scratchMetaflowHome(
  environment: NodeJS.ProcessEnv,
  home: string,
): Promise<ScratchHome> {
  const source = configurationHome(environment, home);
  const path = await mkdtemp(join(tmpdir(), "flowlens-metaflow-home-"));
  const dispose = (): Promise<void> => rm(path, { recursive: true, force: true });
  try {
    const names = await readdir(source).catch(() => []);
    const configs = names.filter((name) => /^config.*\.json$/.test(name));
    await Promise.all(configs.map((name) => copyFile(join(source, name), join(path, name))));
    return { path, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
