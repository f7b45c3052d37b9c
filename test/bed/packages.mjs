// The npm packages of the checkout, exactly as the lock file says.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./command.mjs";
import { withLock } from "./install.mjs";
import { step } from "./progress.mjs";
import { cache, root } from "./versions.mjs";

/** Runs `npm ci` when what is installed differs from the lock file. */
export async function ensurePackages() {
  if (packagesMatch()) return;
  await withLock(join(cache, "npm.lock"), async () => {
    if (!packagesMatch()) await step("Installing the npm packages", () => npm(["ci"], root));
  });
}

/** npm itself writes down what it installed: compare that with the lock file, no stamp needed. */
function packagesMatch() {
  const wanted = packagesOf("package-lock.json");
  const installed = packagesOf("node_modules/.package-lock.json");
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === "" ||
      (entry.optional && !installed[path]) ||
      installed[path]?.version === entry.version,
  );
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8")).packages;
  } catch {
    return null;
  }
}
