import { sitesOf } from "./sitePackages";

/**
 * `3.11` for a Python program, from the folders beside it: Metaflow's default image follows it. Null
 * when they do not tell.
 */
export async function pythonVersion(
  python: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  const { folders, libraries } = await sitesOf(python, environment);
  const versions = [...folders, ...libraries].flatMap(
    (folder) => /[/\\]python(3\.\d+)t?(?:[/\\]|$)/u.exec(folder)?.[1] ?? [],
  );
  const [only, ...others] = new Set(versions);
  return only !== undefined && others.length === 0 ? only : null;
}
