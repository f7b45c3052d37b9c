/** Folders that never hold a user's flows, whatever the settings say. */
export const never: ReadonlySet<string> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".metaflow",
  ".metaflow_spin",
  "__pycache__",
  "node_modules",
  "site-packages",
]);

/** Whether a path leads through a folder that is never searched. */
export function isNeverSearched(path: string): boolean {
  return path.split(/[\\/]/).some((name) => never.has(name));
}
